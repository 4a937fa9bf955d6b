"""The team page: who may do what, roles, removal, leaving, the last owner."""

import re
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from businesses.models import AuditRow, Business, Invitation, Membership, Role
from businesses.roles import PHRASES, Can, in_words
from tests.businesses.test_invitations import invite_one
from tests.factories import make_business, make_element, make_engagement, make_member, make_system, make_user, see
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def owner() -> User:
    return make_user(name="Nadia Marlow")


@pytest.fixture
def business(owner: User) -> Business:
    return make_business(owner, "Marlow Ads School")


@pytest.fixture
def team(business: Business) -> str:
    return f"/b/{business.slug}/team/"


def role_of(membership: Membership) -> str:
    see(membership.business)
    return Membership.objects.get(pk=membership.pk).role


def whats(business: Business) -> list[str]:
    see(business)
    return list(AuditRow.objects.order_by("pk").values_list("what", flat=True))


def test_says_what_everybody_may_do(client: Client, business: Business, team: str) -> None:
    make_member(business, Role.VIEWER, make_user(name="Vera"))
    client.force_login(make_member(business, Role.RECORDER, make_user(name="Rolf")).user)
    page = client.get(team).content.decode()
    for name in ("Nadia Marlow", "Vera", "Rolf"):
        assert name in page
    assert in_words("recorder") in page
    assert in_words("viewer") in page
    assert "today" in page, "the recorder was seen just now"
    assert "Send invitations" not in page
    assert 'name="role"' not in page


@pytest.mark.parametrize("people", [1, 30])
def test_queries(client: Client, business: Business, owner: User, team: str, people: int) -> None:
    for n in range(people):
        make_member(business, Role.VIEWER)
        make_engagement(business)
        invite_one(business, owner, f"guest{n}@example.com")
    client.force_login(owner)
    client.get(team)  # the first visit of a day is noted
    with count_queries(5):  # session, person, door, everybody, the number at the check-in
        client.get(team)


def test_an_owner_changes_a_role(client: Client, business: Business, owner: User, team: str) -> None:
    member = make_member(business, Role.VIEWER)
    client.force_login(owner)
    answer = client.post(f"{team}{member.pk}/role/", {"role": "editor", "was": "viewer"})
    assert (answer.status_code, answer["Location"]) == (302, team)
    assert role_of(member) == "editor"
    row = AuditRow.objects.latest("pk")
    assert (row.what, row.before, row.after) == ("member_edit", {"role": "viewer"}, {"role": "editor"})
    fragment = client.post(
        f"{team}{member.pk}/role/", {"role": "recorder", "was": "editor"}, headers={"HX-Request": "true"}
    )
    assert fragment.status_code == 200
    assert fragment.content.decode().lstrip().startswith('<div class="stack" id="team">')
    assert "is recorder now" in fragment.content.decode()


def test_a_role_that_changed_in_between_is_shown_with_both(
    client: Client, business: Business, owner: User, team: str
) -> None:
    member = make_member(business, Role.EDITOR)
    client.force_login(owner)
    answer = client.post(f"{team}{member.pk}/role/", {"role": "viewer", "was": "recorder"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Editor" in page
    assert "Viewer" in page
    assert '<input type="hidden" name="was" value="editor">' in page
    assert role_of(member) == "editor"


@pytest.mark.parametrize("sent", [{"role": "emperor", "was": "viewer"}, {"role": "editor"}, {}, {"role": "consultant"}])
def test_a_role_that_does_not_exist(
    client: Client, business: Business, owner: User, team: str, sent: dict[str, str]
) -> None:
    member = make_member(business, Role.VIEWER)
    client.force_login(owner)
    answer = client.post(f"{team}{member.pk}/role/", sent, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Choose one of the four roles" in answer.content.decode()
    assert role_of(member) == "viewer"


def test_the_last_owner_stays_and_is_told_why(client: Client, business: Business, owner: User, team: str) -> None:
    membership = Membership.objects.get(user=owner)
    make_member(business, Role.EDITOR)
    client.force_login(owner)
    for address, sent in [
        (f"{team}{membership.pk}/role/", {"role": "editor", "was": "owner"}),
        (f"{team}{membership.pk}/remove/", {}),
        (f"{team}leave/", {}),
    ]:
        answer = client.post(address, sent, headers={"HX-Request": "true"})
        assert answer.status_code == 422, address
        assert "Nadia Marlow is the only owner" in answer.content.decode(), address
        assert "make somebody else an owner first" in answer.content.decode(), address
    assert role_of(membership) == "owner"
    assert whats(business) == ["business_create"]


def test_with_two_owners_one_may_step_down_and_loses_the_controls(
    client: Client, business: Business, owner: User, team: str
) -> None:
    make_member(business, Role.OWNER)
    membership = Membership.objects.get(user=owner)
    client.force_login(owner)
    page = client.post(f"{team}{membership.pk}/role/", {"role": "viewer", "was": "owner"}, follow=True).content.decode()
    assert "You are viewer now" in page
    assert "Send invitations" not in page
    assert client.post(f"{team}{membership.pk}/role/", {"role": "owner", "was": "viewer"}).status_code == 403


@pytest.mark.parametrize("role", [Role.EDITOR, Role.RECORDER, Role.VIEWER])
def test_nobody_raises_their_own_role(client: Client, business: Business, team: str, role: str) -> None:
    member = make_member(business, role)
    client.force_login(member.user)
    assert client.post(f"{team}{member.pk}/role/", {"role": "owner", "was": role}).status_code == 403
    assert client.post(f"{team}leave/", {"role": "owner"}).status_code == 302
    see(business)
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_removal_is_asked_first_and_holds_from_the_next_request(
    client: Client, business: Business, owner: User, team: str
) -> None:
    member = make_member(business, Role.EDITOR, make_user(name="Tomas"))
    system = make_system(business, owner=member)
    step = make_element(system, "step", owner=member)
    theirs = Client()
    theirs.force_login(member.user)
    assert theirs.get(f"/b/{business.slug}/history/").status_code == 200
    client.force_login(owner)
    assert "Take Tomas out of the team?" in client.get(f"{team}{member.pk}/remove/").content.decode()
    assert role_of(member) == "editor"
    answer = client.post(f"{team}{member.pk}/remove/")
    assert (answer.status_code, answer["Location"]) == (302, team)
    for address in (f"/b/{business.slug}/history/", team, f"{team}leave/"):
        assert theirs.get(address).status_code == 404, address
    see(business)
    step.refresh_from_db()
    assert step.owner_id is None
    row = AuditRow.objects.latest("pk")
    assert (row.what, row.label, row.actor) == ("member_remove", "Tomas", owner)
    assert client.post(f"{team}{member.pk}/remove/").status_code == 404, "a second press finds nobody"


def test_the_offers_of_somebody_who_may_not_invite_any_more_end(
    client: Client, business: Business, owner: User, team: str
) -> None:
    second = make_member(business, Role.OWNER)
    invite_one(business, second.user, "guest@example.com")
    invite_one(business, owner, "other@example.com")
    client.force_login(owner)
    client.post(f"{team}{second.pk}/role/", {"role": "editor", "was": "owner"})
    see(business)
    assert list(Invitation.objects.filter(revoked_at=None).values_list("email", flat=True)) == ["other@example.com"]


def test_leaving(client: Client, business: Business, team: str) -> None:
    member = make_member(business, Role.VIEWER)
    client.force_login(member.user)
    assert "Leave Marlow Ads School?" in client.get(f"{team}leave/").content.decode()
    assert client.post(f"{team}leave/")["Location"] == reverse("workspace:business_list")
    assert client.get(team).status_code == 404
    assert whats(business)[-1] == "member_leave"


def test_what_a_role_may_do_follows_the_table() -> None:
    assert PHRASES[Can.READ] in in_words("viewer")
    assert PHRASES[Can.RECORD] not in in_words("viewer")
    assert PHRASES[Can.RECORD] in in_words("recorder")
    assert in_words("owner").endswith(f" and {PHRASES[Can.MANAGE]}")
    assert PHRASES[Can.MANAGE] not in in_words("editor")
    assert in_words("emperor") == ""


@pytest.fixture
def large(business: Business) -> Business:
    for n in range(120):
        make_member(business, Role.VIEWER, make_user(name=f"Person {n:03} <b>"))
    return business


def people(page: str) -> list[str]:
    return re.findall(r"<bdi>Person (\d+) &lt;b&gt;</bdi>", page)


def test_a_large_team_shows_fifty_and_more_for_the_asking(
    client: Client, large: Business, owner: User, team: str
) -> None:
    client.force_login(owner)
    every = [f"{n:03}" for n in range(120)]
    page = client.get(team).content.decode()
    assert people(page) == every[:49]  # the owner comes first
    assert "121 people" in page
    assert 'name="was"' not in page
    hundred = client.get(team + "?shown=100").content.decode()
    assert people(hundred) == every[:99]
    assert (len(hundred) - len(page)) / 50 < 400  # performance.md, goal 4
    part = client.get(team + "?shown=100", headers={"HX-Request": "true"}).content.decode()
    assert people(part) == every[49:99]
    assert "?shown=150" in part
    assert "<title>" not in part


def test_the_form_of_a_row_comes_when_it_is_asked_for(client: Client, large: Business, owner: User, team: str) -> None:
    client.force_login(owner)
    see(large)
    member = Membership.objects.get(user__name__startswith="Person 007")
    assert f'href="{member.pk}/role/"' in client.get(team).content.decode()
    whole = client.get(f"{team}{member.pk}/role/").content.decode()
    assert "Role of <bdi>Person 007 &lt;b&gt;</bdi>" in whole
    assert '<input type="hidden" name="was" value="viewer">' in whole
    assert 'hx-target="#team"' not in whole  # that page has no list to put an answer into
    client.post(f"{team}{member.pk}/role/", {"role": "editor", "was": "viewer"})
    assert role_of(member) == "editor"


def test_who_may_not_manage_gets_no_form(client: Client, large: Business, team: str) -> None:
    see(large)
    member = Membership.objects.get(user__name__startswith="Person 007")
    client.force_login(member.user)
    assert "role/" not in client.get(team).content.decode()
    assert client.get(f"{team}{member.pk}/role/").status_code == 403


def test_links_lead_on_from_the_page_of_a_refused_form(client: Client, large: Business, owner: User, team: str) -> None:
    client.force_login(owner)
    refused = client.post(f"{team}invite/", {"emails": "nobody", "role": "viewer"})
    assert refused.status_code == 422
    links = re.findall(r'href="([^"]+(?:role/|remove/)|[^"]*[?]shown=100)"', refused.content.decode())
    assert len(links) == 50 + 49 + 1
    for link in links[-3:]:
        assert client.get(urljoin(f"{team}invite/", link)).status_code == 200, link
