"""Log lines: which request, person, business or job they belong to, as ids only, and no personal data.

In production one JSON object a line. Whoever writes a message need not think of addresses and tokens: what looks like
one is taken out here, and a path gives way to the pattern it matched, because paths may hold tokens. An exception is
told by its kind and place, never by its message, which may quote what somebody typed or what a row holds.
"""

import logging
import re
import time
from contextvars import ContextVar
from pathlib import PurePath
from types import TracebackType
from typing import Any

import structlog
from django.http import HttpRequest
from structlog.typing import EventDict, Processor, WrappedLogger

request_id: ContextVar[str] = ContextVar("request_id", default="-")
current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# The only extra fields a caller may add to a line; all of them numbers, ids and fixed words.
FIELDS = ["method", "route", "status", "ms", "job_id", "mail_id", "kind", "attempt", "outcome"]
LONGEST = 2_000
FRAMES = 12
PASSWORD_IN_ADDRESS = re.compile(r"(?<=://)[^/\s@]*@")
# As long as its parts can be: a header without an end in sight must not be tried from each of its letters to the last.
ADDRESS = re.compile(r"[^\s@<>(),:;\[\]/=&?]{1,254}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63})+")
LONG_WORD = re.compile(r"[A-Za-z0-9_-]{40,}")
UNKNOWN_ROUTE = "(no such address)"

access_log = logging.getLogger("outcomes.request")


# For a block of work: every line in it carries these ids.
about = structlog.contextvars.bound_contextvars


def log_request(request: HttpRequest, status: int, started: float) -> None:
    """One line for a request that was answered."""
    fields = {
        "method": request.method if request.method in METHODS else "other",
        "route": route_of(request),
        "status": status,
        "ms": milliseconds_since(started),
    }
    access_log.info("answered", extra=fields)


def milliseconds_since(started: float) -> int:
    """Whole milliseconds since a reading of `time.monotonic`."""
    return round((time.monotonic() - started) * 1000)


def route_of(request: HttpRequest) -> str:
    """The pattern of the address, which names its parts instead of holding them."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else UNKNOWN_ROUTE


def without_secrets(text: str) -> str:
    """The text with addresses of mail, passwords in addresses, and what looks like a token taken out."""
    text = PASSWORD_IN_ADDRESS.sub("[secret]@", text)
    text = ADDRESS.sub("[address]", text)
    return LONG_WORD.sub(lambda found: "[token]" if looks_random(found[0]) else found[0], text)


def looks_random(word: str) -> bool:
    """Digits, or both cases, in one long word; names in our code have neither."""
    return any(c.isdigit() for c in word) or (word != word.lower() and word != word.upper())


def add_ids(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Which request, person and business. Reads only what was already loaded: a log line asks no database."""
    record: logging.LogRecord | None = event.get("_record")
    request = getattr(record, "request", None) or current_request.get()
    event["request_id"] = getattr(request, "request_id", None) or request_id.get()
    person = getattr(request, "_cached_user", None)  # where AuthenticationMiddleware keeps whom it has loaded
    event["user_id"] = getattr(person, "pk", None)
    event["business_id"] = getattr(getattr(request, "business", None), "pk", None) or event.get("business_id")
    return {key: value for key, value in event.items() if value is not None}


def hide_path(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Django's own lines quote the path; the pattern says as much and holds no token."""
    if event.get("logger") == "django.security.DisallowedHost":
        # Quotes a header; whoever scans for open doors writes what he likes into it.
        event.pop("exc_info", None)
        event["event"] = "refused: the Host header names none of ALLOWED_HOSTS"
    record: logging.LogRecord | None = event.get("_record")
    if event.get("logger") == "django.request" and record is not None and record.levelno < logging.ERROR:
        event.pop("exc_info", None)  # refused as it should be: where it was refused is nobody's fault
    request = getattr(record, "request", None) or current_request.get()
    path = getattr(request, "path", "")
    if request is not None and len(path) > 1:
        route = route_of(request)
        # As it came, as Django unquotes it, and as Django writes it into its log.
        for form in (request.get_full_path(), path.encode("unicode_escape").decode("ascii"), path):
            event["event"] = str(event["event"]).replace(form, route)
    return event


def hide_secrets(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """The last step before a line is put together: every text of it."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = without_secrets(value)[:LONGEST] if key == "event" else without_secrets(value)
    return event


def bare_exception(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Kind and place of an exception and of what caused it."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    chain: list[dict[str, Any]] = []
    while isinstance(error, BaseException) and len(chain) < 5:
        chain.append({"kind": type(error).__qualname__, "at": places(error.__traceback__)})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if chain:
        event["exception"] = chain
    return event


def places(traceback: TracebackType | None) -> list[str]:
    """The innermost frames as `folder/file.py:line function`, the last one last."""
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file = "/".join(PurePath(code.co_filename).parts[-2:])
        found.append(f"{file}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return found[-FRAMES:]


def as_text(logger: WrappedLogger, name: str, event: EventDict) -> str:
    """One line for people, and the traceback below it."""
    head = " ".join(str(event.pop(key, "-")) for key in ("time", "level", "logger", "request_id", "event"))
    traceback = event.pop("exception", None)
    rest = "".join(f" {key}={value}" for key, value in event.items())
    return f"{head}{rest}\n{traceback}" if traceback else head + rest


def processors(json: bool) -> list[Processor]:
    """What a record goes through on its way to a line."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=FIELDS),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        add_ids,
        hide_path,
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    ]
    if json:
        return [*before, bare_exception, hide_secrets, structlog.processors.JSONRenderer()]
    # On somebody's own machine: the whole traceback.
    return [*before, structlog.processors.format_exc_info, hide_secrets, as_text]


def configuration(*, json: bool, level: str) -> dict[str, Any]:
    """For `logging.config.dictConfig`: Django's settings and the web server's own lines use the same."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "processors": processors(json),
                "use_get_message": True,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django hangs handlers of its own on this; only ours may write.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # Celery tells every tick; jobs/ tells what was done.
            "celery": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
            "gunicorn.error": {"handlers": ["stderr"], "level": level, "propagate": False},
        },
    }
