"""The one door: outsiders 404, members without the right 403, the signed-out are asked to sign in."""

import pytest
from django.db import connection
from django.test import Client

from businesses.models import Business, Role
from systems.models import System
from tests.factories import make_business, make_member, make_system, make_user, see
from tests.pages import without_tokens

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_an_outsider_and_an_unknown_slug_get_the_same_404(client: Client) -> None:
    business = make_business()
    client.force_login(make_user())
    foreign = client.get(f"/b/{business.slug}/")
    unknown = client.get("/b/no-such-business/")
    assert foreign.status_code == unknown.status_code == 404
    assert without_tokens(foreign.content) == without_tokens(unknown.content)
    assert business.slug.encode() not in foreign.content
    assert business.name.encode() not in foreign.content


def test_a_member_enters(client: Client) -> None:
    business = make_business()
    member = make_member(business, Role.VIEWER)
    client.force_login(member.user)
    assert client.get(f"/b/{business.slug}/").status_code == 200


def test_a_viewer_may_not_manage(client: Client) -> None:
    business = make_business()
    client.force_login(make_member(business, Role.VIEWER).user)
    answer = client.get(f"/b/{business.slug}/settings/")
    assert answer.status_code == 403
    assert b"Only owners can" in answer.content


def test_the_signed_out_are_asked_to_sign_in_and_come_back(client: Client) -> None:
    business = make_business()
    answer = client.get(f"/b/{business.slug}/map/")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"next=/b/{business.slug}/map/")
    fragment = client.get(f"/b/{business.slug}/map/", headers={"HX-Request": "true"})
    assert fragment.status_code == 401
    assert "/accounts/login" in fragment["HX-Redirect"]


def test_rows_of_another_business_do_not_exist_for_the_database(client: Client) -> None:
    if connection.vendor != "postgresql":
        return
    mine, other = make_business(), make_business()
    make_system(mine, "Mine")
    make_system(other, "Theirs")
    see(mine)
    assert [s.name for s in System.objects.all()] == ["Mine"]
    assert list(Business.objects.values_list("pk", flat=True)) == [mine.pk]
