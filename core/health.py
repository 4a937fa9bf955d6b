"""`/healthz`: this process answers. `/readyz`: everything it needs answers too. Neither tells a stranger anything else.

They are answered before any other middleware: no session is read, no host is asked for, so that a probe by address
works, and `/healthz` needs no database. What `/readyz` says is asked at most once in two seconds, by one thread.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.module_loading import import_string

Handler = Callable[[HttpRequest], HttpResponse]
Check = Callable[[], float | None]

KEPT_FOR = 2.0
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


class NotReady(Exception):
    """Why, in fixed words: never what a server said, which may name hosts and accounts."""

    def __init__(self, why: str, age: float | None = None) -> None:
        super().__init__(why)
        self.why, self.age = why, age


@dataclass
class Latest:
    """What was found last, by the clock that only runs forward."""

    lock: Lock
    found: dict[str, Any]
    at: float


latest = Latest(Lock(), {}, float("-inf"))


def probes(get_response: Handler) -> Handler:
    """Middleware, the first of all."""
    answers = {"/healthz": healthz, "/readyz": readyz}

    def middleware(request: HttpRequest) -> HttpResponse:
        answer = answers.get(request.path_info)
        if answer is None:
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"], headers=HEADERS)
        return answer()

    return middleware


def healthz() -> HttpResponse:
    """Alive."""
    return JsonResponse({"alive": True}, headers=HEADERS)


def readyz() -> HttpResponse:
    """Ready, or 503 and which part is not."""
    found = readiness()
    answer = JsonResponse(found, status=200 if found["ready"] else 503, headers=HEADERS)
    # Whoever asks is told; Django would also write an error into the log, every few seconds.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def readiness() -> dict[str, Any]:
    """What was found in the last two seconds; while one thread asks, the others take what it found before."""
    if time.monotonic() - latest.at < KEPT_FOR:
        return latest.found
    if latest.lock.acquire(blocking=not latest.found):
        try:
            if time.monotonic() - latest.at >= KEPT_FOR:
                latest.found = ask_everything()
                latest.at = time.monotonic()
        finally:
            latest.lock.release()
    return latest.found


def ask_everything() -> dict[str, Any]:
    """Every check of settings.HEALTH_CHECKS."""
    checks: dict[str, dict[str, Any]] = {}
    for name, path in settings.HEALTH_CHECKS.items():
        # A database that is away makes each question wait; once is enough.
        away = not checks.get("database", {"ok": True})["ok"]
        checks[name] = {"ok": False, "why": "not asked"} if away else ask(import_string(path))
    ready = all(found["ok"] for found in checks.values())
    return {"ready": ready, "checks": checks, "time_zones": version("tzdata")}


def ask(check: Check) -> dict[str, Any]:
    """One check, as it is told."""
    try:
        age = check()
    except NotReady as error:
        answer: dict[str, Any] = {"ok": False, "why": error.why}
        age = error.age
    except DatabaseError:
        answer, age = {"ok": False, "why": "the database does not answer"}, None
    else:
        answer = {"ok": True}
    return answer if age is None else {**answer, "seconds": round(age, 1)}


def database() -> None:
    """It answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def migrations() -> None:
    """Everything this code needs was applied; a newer database, in the midst of an upgrade, is no fault."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    missing = needed_migrations() - applied
    if missing:
        raise NotReady(f"{len(missing)} migrations are not applied")


@cache
def needed_migrations() -> frozenset[tuple[str, str]]:
    """The migrations of this code; they do not change while it runs."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
