"""Every page of the sample business, and those around it, in both themes and three widths."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from accounts.models import User
from businesses.context import tenant
from businesses.models import Business
from metrics.models import Metric
from systems.models import Element, System
from tests.browser.looks import look, new_session, quiet, take_session
from workspace.sample.actions import compute_now, reset_demo

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/", "/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/no-such-page/", "/help/", "/help/verdict/",
    "/help/week/", "/help/keys/",
]  # fmt: skip
SIGNED_IN = ["/businesses/", "/settings/", "/settings/sessions/", "/accounts/security/", "/start/"]
OF_A_BUSINESS = [
    "", "map/", "map/?view=list", "map/?rows=brief", "check-in/", "alignment/", "actions/", "numbers/", "team/",
    "settings/", "history/", "jump/", "jump/?q=delivery", "jump/?q=nothing+like+this",
]  # fmt: skip


@dataclass(frozen=True)
class Made:
    """The sample business with its report, and a session of its owner."""

    business: Business
    session: str


@pytest.fixture(scope="module")
def made(kept_live: str) -> Made:
    now = datetime.now(UTC)
    business = reset_demo(password="marlow-sample", at=now)
    compute_now(business=business, at=now)
    return Made(business, new_session(User.objects.get(email="nadia@example.com")))


@pytest.fixture
def sample(made: Made, kept_live: str, page: Page) -> Business:
    """Its owner is signed in."""
    take_session(page.context, kept_live, made.session)
    return made.business


def named(path: str) -> str:
    """A page's address as a file name."""
    return path.strip("/").replace("/", "-").replace("?", "-").replace("=", "-") or "home"


@pytest.mark.parametrize("path", PUBLIC)
def test_pages_of_anybody(page: Page, kept_live: str, path: str) -> None:
    look(page, kept_live + path, "public-" + named(path))


@pytest.mark.parametrize("path", SIGNED_IN)
def test_pages_of_a_person(page: Page, kept_live: str, sample: Business, path: str) -> None:
    with quiet(page):
        look(page, kept_live + path, named(path))


@pytest.mark.parametrize("path", OF_A_BUSINESS)
def test_pages_of_a_business(page: Page, kept_live: str, sample: Business, path: str) -> None:
    with quiet(page):
        look(page, f"{kept_live}/b/{sample.slug}/{path}", named(path))


def test_the_pages_of_single_things(page: Page, kept_live: str, sample: Business) -> None:
    with tenant(sample.pk):
        system = System.objects.get(name="Delivery")
        outcome = Element.objects.filter(system=system, kind="outcome").first()
        metric = Metric.objects.get(name="Graduates whose ads pay")
    assert outcome is not None
    base = f"{kept_live}/b/{sample.slug}"
    with quiet(page):
        look(page, f"{base}/systems/{system.pk}/", "system")
        look(page, f"{base}/systems/{system.pk}/outcome/{outcome.pk}/", "element")
        look(page, f"{base}/metrics/{metric.pk}/", "metric")
