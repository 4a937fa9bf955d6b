"""Tens of thousands of requests are sent here. What each of them need not do again is done once."""

import logging
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from tests.kept import kept
from tests.security.matrix import World, make_world


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> Iterator[None]:
    """Without the log lines of refusals, and with sessions read as in production: from the cache where they are."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


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
