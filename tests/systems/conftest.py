"""A small map with a person at it."""

from dataclasses import dataclass

import pytest
from django.test import Client

from businesses.models import Business, Role
from systems.models import Element, System
from tests.factories import make_business, make_contribution, make_element, make_member, make_system, see


@dataclass
class SmallMap:
    """Leads and Sales, one element of each kind in Leads, and an editor who is signed in."""

    business: Business
    client: Client
    leads: System
    sales: System
    elements: dict[str, Element]

    def url(self, path: str) -> str:
        return f"/b/{self.business.slug}/{path}"

    def sign_in(self, role: str) -> None:
        self.client.force_login(make_member(self.business, role).user)

    def see(self) -> None:
        see(self.business)


@pytest.fixture
def small(client: Client) -> SmallMap:
    business = make_business()
    leads, sales = make_system(business, "Leads"), make_system(business, "Sales", position=1)
    elements = {
        kind: make_element(leads, kind, f"The {kind}") for kind in ("input", "step", "resource", "output", "outcome")
    }
    make_contribution(elements["output"], elements["outcome"])
    found = SmallMap(business, client, leads, sales, elements)
    found.sign_in(Role.EDITOR)
    return found
