"""Somebody who starts, and the map they end with."""

import pytest
from django.test import Client

from accounts.models import User
from businesses.models import Business
from tests.factories import make_user, see
from tests.workspace.start.walk import CHANGES, begun


@pytest.fixture
def owner(client: Client) -> User:
    owner = make_user()
    client.force_login(owner)
    return owner


@pytest.fixture
def mapped(client: Client, owner: User) -> Business:
    business = begun(client, owner, step=3)
    client.post(f"/start/{business.slug}/3/", CHANGES)
    see(business)
    business.refresh_from_db()
    return business
