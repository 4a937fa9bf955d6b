"""What every page must be: accessible in both themes and three widths, quiet, no wider than the screen."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from playwright.sync_api import BrowserContext, Page

from accounts.models import User

WIDTHS = (1440, 768, 390)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NARROWEST = 320
# The rules that look at colours. Nothing else differs between the themes: tests/core/test_themes.py.
COLOURS = ("color-contrast", "link-in-text-block")
AXE = Axe()
# Set to a folder to keep a picture of every page looked at.
PICTURES = os.environ.get("SCREENSHOTS", "")


def sign_in(context: BrowserContext, live: str, user: User) -> None:
    """A session for this person, without walking through the sign-in page."""
    take_session(context, live, new_session(user))


def new_session(user: User) -> str:
    """The key of a session in which this person is signed in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def take_session(context: BrowserContext, live: str, key: str) -> None:
    """The browser has this session's cookie."""
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live}])


@contextmanager
def quiet(page: Page) -> Iterator[None]:
    """Nothing is said in the console, and no request fails, while this lasts."""
    said: list[str] = []
    page.on("console", lambda m: said.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    yield
    assert said == [], said


def violations(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """What axe finds, one line each; by all its rules, or by those named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate("options => axe.run(options).then(results => results.violations)", options)
    return [f"{v['id']}: {v['nodes'][0]['target']} {v['help']} ({len(v['nodes'])})" for v in found]


def picture(page: Page, name: str) -> None:
    """Keep a picture when a folder is set."""
    if PICTURES:
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)


def look(page: Page, url: str, name: str) -> None:
    """The page at three widths and in both themes: axe finds nothing, nothing runs off the side."""
    page.emulate_media(reduced_motion="reduce")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(url)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            picture(page, f"{name}-{width}-{theme}")
            found = violations(page, () if theme == THEMES[0] else COLOURS)
            assert found == [], f"{name} at {width} in {theme}"
        assert fits(page), f"{name} scrolls sideways at {width}"
        assert lost(page) == [], f"{name} lacks buttons at {width}"
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    assert fits(page), f"{name} scrolls sideways at {NARROWEST}"
    page.set_viewport_size({"width": 1440, "height": 900})


def fits(page: Page) -> bool:
    """The page does not scroll sideways."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def lost(page: Page) -> list[str]:
    """Buttons that are in the page and cannot be seen or opened at this width. Only printing may be left out."""
    return list(
        page.locator("main .btn:not([data-print])").evaluate_all(
            """found => found
              .filter(e => !e.checkVisibility() && !e.closest("details:not([open]), dialog, [hidden], noscript"))
              .map(e => e.textContent.trim())"""
        )
    )
