"""A business with a row of every kind, and its file, which is made once."""

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.archive.world import World, exported, make_world


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
