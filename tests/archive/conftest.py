"""Fast passwords; a business with a row of every kind, and its file, which is made once."""

from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.archive.world import World, exported, make_world


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture(scope="session")
def text(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """The file of such a business, which itself is not there any more."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = exported(make_world().business)
        transaction.set_rollback(True)
    return found
