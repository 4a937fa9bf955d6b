"""Tens of thousands of requests are sent here. What each of them need not do again is done once."""

import logging
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.template import Template
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from tests.kept import kept
from tests.security.matrix import World, make_world

# In memory, so that no request waits for a server to find out who is asking.
SESSIONS = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sessions"}


@pytest.fixture(autouse=True)
def quick(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Without the log lines of refusals, without a note of each template and a copy of all it was given, and with
    sessions read as in production: from the cache where they are."""
    settings.CACHES = {**settings.CACHES, "sessions": SESSIONS}
    settings.SESSION_ENGINE, settings.SESSION_CACHE_ALIAS = "django.contrib.sessions.backends.cached_db", "sessions"
    caches["sessions"].clear()
    monkeypatch.setattr(Template, "_render", lambda template, context: template.nodelist.render(context))
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="session")
def walls() -> None:
    """For what is said of the walls of row-level security alone."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no row-level security: the scoped actions stand alone there")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """At noon, so that no midnight comes between this day's visits, noted here, and the requests."""
    noon = datetime.now(UTC).replace(hour=12)
    with time_machine.travel(noon), kept(django_db_blocker, make_world) as world:
        yield world


@pytest.fixture
def world(made: World, db: None) -> World:
    """The module's world as it was made, with stocks that are still empty."""
    return deepcopy(made)
