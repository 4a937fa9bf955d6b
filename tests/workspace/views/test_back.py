"""Help and one's account lead back to the business one was in."""

import pytest
from django.test import Client

from businesses.actions import create_practice
from tests.factories import make_business, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
BACK = "Back to the business"


def test_help_and_account_lead_back_to_the_last_business(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    client.force_login(owner)
    assert BACK not in client.get("/help/").content.decode()
    client.get(f"/b/{business.slug}/")
    for page in (
        "/help/", "/settings/", "/accounts/security/", "/settings/digests/", f"/b/{business.slug}/digest/preview/",
    ):  # fmt: skip
        text = client.get(page).content.decode()
        assert BACK in text, page
        assert f'href="/b/{business.slug}/alignment/"' in text
    assert BACK not in client.get("/start/").content.decode()
    client.force_login(make_user())
    assert BACK not in client.get("/help/").content.decode(), "the cookie was somebody else's"


def test_a_consultant_is_led_back_to_the_practice(client: Client) -> None:
    person = make_user()
    practice = create_practice(lead=person, name="Okafor")
    client.force_login(person)
    client.get(f"/p/{practice.slug}/")
    for page in ("/help/", "/settings/", "/settings/digests/"):
        text = client.get(page).content.decode()
        assert "Back to the practice" in text, page
        assert f'href="/p/{practice.slug}/team/"' in text
        assert BACK not in text


@pytest.mark.parametrize(
    "forged",
    ["", "1", "x.y", "{pk}.", "{pk}.p.", "{pk}.p.p.x", "{pk}.q.x", "{pk}.<b>", "{pk}./../..", "{pk}." + "a" * 200],
)
def test_a_forged_cookie_leads_nowhere(client: Client, forged: str) -> None:
    person = make_user()
    client.force_login(person)
    client.cookies["last_business"] = forged.format(pk=person.pk)
    page = client.get("/help/")
    assert page.status_code == 200
    assert "Back to the" not in page.content.decode()
