"""Where a person is signed in. The rows are allauth's: one for each sign-in, with network address and browser."""

import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.models import Session as StoredSession
from django.http import HttpRequest, HttpResponse

from accounts.models import User

# Order matters: Edge and Opera also say Chrome, and Chrome also says Safari.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


# In the session: when it began, and the last time this was written, both in seconds.
BEGAN, SEEN = "began", "seen"
A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Session:
    """One browser somebody is signed in with."""

    browser: str
    address: str
    since: datetime | None
    is_this: bool


def browser_words(agent: str) -> str:
    """`Firefox on Windows`; what is not known stays unsaid."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or re.sub(r"[^\w ./-]", "", agent)[:40] or "Unknown browser"


def sessions_of(request: HttpRequest, user: User) -> list[Session]:
    """This browser first, then the others, newest first. One that began before rows were kept has no row."""
    key = request.session.session_key
    rows: list[UserSession] = UserSession.objects.purge_and_list(user)
    others = sorted((r for r in rows if r.session_key != key), key=lambda r: r.created_at, reverse=True)
    mine = next((r for r in rows if r.session_key == key), None)
    here = Session(
        browser_words(request.headers.get("User-Agent", "")), mine.ip if mine else "", mine and mine.created_at, True
    )
    return [here, *(Session(browser_words(r.user_agent), r.ip, r.created_at, False) for r in others)]


def end_other_sessions(request: HttpRequest, user: User) -> int:
    """Signs out everywhere but here. How many that were."""
    others: Any = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    found = list(others)
    get_adapter().end_sessions(found)
    return len(found)


def end_every_session(user: User, addresses: Iterable[str] = ()) -> None:
    """Signs out everywhere, also from sessions without a row.

    Sessions that hold one of these addresses end too, such as a sign-in that waits for its code.
    """
    get_adapter().end_sessions(list(UserSession.objects.filter(user=user)))
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for row in StoredSession.objects.iterator():
        data = row.get_decoded()
        text = json.dumps(data, ensure_ascii=False).lower()
        if data.get(SESSION_KEY) == str(user.pk) or any(address.lower() in text for address in addresses):
            store(row.session_key).delete()


def keep_session_under_a_new_id(request: HttpRequest) -> None:
    """The same session with another id; the old one is worth nothing any more."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def begin(request: HttpRequest) -> None:
    """Somebody has signed in: from now on both limits count."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a session ends 30 days after it was used last, and 90 days after it began however much it is used.

    The first limit is Django's own, counted from the last write; so a session in use is written once a day.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        began = request.session.get(BEGAN)
        if began is not None:
            now = int(time.time())
            if now - began > settings.SESSION_LONGEST:
                logout(request)
            elif now - request.session.get(SEEN, began) > A_DAY:
                request.session[SEEN] = now
        return get_response(request)

    return middleware
