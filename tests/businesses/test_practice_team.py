"""The people of a practice: invited, made lead or consultant, taken out; the last lead; what each sees of others."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from accounts.actions import create_person
from accounts.models import User
from businesses import mails
from businesses.actions import create_practice, invite_colleagues
from businesses.models import (
    AuditRow,
    EngagementPerson,
    Practice,
    PracticeInvitation,
    PracticeMember,
    PracticeRole,
)
from businesses.tokens import new_token
from jobs.models import OutboxMail
from tests.businesses.practice import assign_to, engage, in_practice, role_in
from tests.factories import make_business, make_colleague, make_user, see, see_user
from tests.pages import flat
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ines() -> User:
    return make_user("ines@example.com", name="Ines Okafor")


@pytest.fixture
def amara() -> User:
    return create_person(email="amara@example.com", name="Amara Nwosu")


@pytest.fixture
def practice(ines: User) -> Practice:
    return create_practice(lead=ines, name="Okafor Consulting")


@pytest.fixture
def team(practice: Practice) -> str:
    return f"/p/{practice.slug}/team/"


def invite_one(practice: Practice, ines: User, email: str = "amara@example.com", role: str = "consultant") -> Any:
    return invite_colleagues(practice=practice, actor=ines, emails=[email], role=role, at=timezone.now())[0]


def test_a_lead_invites_and_the_address_joins(client: Client, practice: Practice, ines: User, amara: User) -> None:
    client.force_login(ines)
    answer = client.post(
        f"/p/{practice.slug}/team/invite/", {"emails": "Amara@example.com, ben@example.com", "role": "consultant"}
    )
    assert answer["Location"] == f"/p/{practice.slug}/team/"
    page = client.get(answer["Location"]).content.decode()
    assert "Invited 2 people" in page
    assert "ben@example.com" in page
    mail = OutboxMail.objects.filter(kind="practice_invitation").order_by("pk")[0]
    see_user(None)
    message = mails.practice_invitation(mail)
    assert message is not None
    assert (message.to, message.subject) == (["amara@example.com"], "Ines Okafor invites you to Okafor Consulting")
    assert "as consultant" in message.body
    address = message.body[message.body.index("/practices/invitations/") :].split()[0]
    client.force_login(amara)
    for _ in range(2):
        assert "<bdi>Okafor Consulting</bdi>" in client.get(address).content.decode()
    assert role_in(practice, amara) is None, "looking changes nothing"
    assert client.post(address)["Location"] == f"/p/{practice.slug}/"
    assert role_in(practice, amara) == "consultant"
    assert client.post(address).status_code == 410
    assert client.get(f"/p/{practice.slug}/").status_code == 200


@pytest.mark.parametrize(
    ("emails", "role", "said"),
    [
        ("", "lead", "Enter at least one address"),
        ("good@example.com, bad@", "lead", "Not an email address: bad@"),
        ("ines@example.com", "lead", "In the practice already: ines@example.com"),
        ("good@example.com", "owner", "Choose a role from the list"),
        ("good@example.com", "", "Choose a role"),
        ("a\x00b@example.com", "lead", "cannot be stored"),
        ("<svg onload=alert(1)>@example.com", "lead", "Not an email address"),
    ],
)
def test_wrong_addresses_are_named_and_nothing_is_sent(
    client: Client, practice: Practice, ines: User, team: str, emails: str, role: str, said: str
) -> None:
    client.force_login(ines)
    for headers in ({}, HTMX):
        answer = client.post(f"{team}invite/", {"emails": emails, "role": role}, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert "<svg onload" not in page
        if "\x00" not in emails:
            assert escape(emails) in page, "what was typed is kept"
    with in_practice(practice):
        assert not PracticeInvitation.objects.exists()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("how", ["revoked", "expired", "sender demoted", "sender gone", "replaced"])
def test_dead_invitations_say_why_and_let_nobody_in(
    client: Client, practice: Practice, ines: User, amara: User, how: str
) -> None:
    second = make_colleague(practice, PracticeRole.LEAD)
    invitation = invite_one(practice, second.user)
    path = f"/p/{practice.slug}/team/"
    client.force_login(ines)
    if how == "revoked":
        client.post(f"{path}invitations/{invitation.pk}/revoke/")
    elif how == "sender demoted":
        client.post(f"{path}{second.pk}/role/", {"role": "consultant", "was": "lead"})
    elif how == "sender gone":
        client.post(f"{path}{second.pk}/remove/")
    elif how == "replaced":
        invite_one(practice, ines, role="lead")
    else:
        with in_practice(practice):
            PracticeInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    client.force_login(amara)
    address = f"/practices/invitations/{new_token(invitation.nonce)}/"
    for send in (client.get, client.post):
        answer = send(address)
        assert answer.status_code == 410
        assert "This invitation is over" in answer.content.decode()
        assert "Okafor Consulting" not in answer.content.decode()
    assert role_in(practice, amara) is None
    with in_practice(practice):
        mail = OutboxMail.objects.get(kind="practice_invitation", object_id=invitation.pk)
    assert mails.practice_invitation(mail) is None


def test_taking_back_twice_says_so(client: Client, practice: Practice, ines: User, team: str) -> None:
    invitation = invite_one(practice, ines)
    client.force_login(ines)
    assert "taken back" in client.post(f"{team}invitations/{invitation.pk}/revoke/", headers=HTMX).content.decode()
    again = client.post(f"{team}invitations/{invitation.pk}/revoke/", headers=HTMX)
    assert (again.status_code, "no longer open" in again.content.decode()) == (422, True)


def test_a_practice_has_an_end(client: Client, practice: Practice, ines: User, team: str, monkeypatch: Any) -> None:
    monkeypatch.setattr("businesses.actions.practice_people.MOST_PEOPLE", 3)
    client.force_login(ines)
    two = {"emails": "a@example.com b@example.com", "role": "consultant"}
    assert client.post(f"{team}invite/", two).status_code == 302
    answer = client.post(f"{team}invite/", {"emails": "c@example.com", "role": "consultant"})
    assert (answer.status_code, "at most 3 people" in answer.content.decode()) == (422, True)
    assert client.post(f"{team}invite/", two).status_code == 302, "a new offer replaces an open one"


def test_the_page_says_who_looks_after_whom_as_far_as_it_may(
    client: Client, practice: Practice, ines: User, amara: User, team: str
) -> None:
    ben = make_colleague(practice, user=make_user(name="Ben Ade")).user
    make_colleague(practice, user=amara)
    for name, people in (("Marlow", [amara]), ("Harbour", [amara, ben]), ("Secret Shop", [ben])):
        engagement = engage(practice, ines, make_business(name=name))
        assign_to(engagement, ines, *people)
    client.force_login(ines)
    page = flat(client.get(team).content.decode())
    assert "3 people" in page
    assert "Secret Shop" in page
    assert "can work in the businesses they are assigned to and invite clients" in page
    assert page.count("today") == 1, "only she was here"
    client.force_login(amara)
    page = flat(client.get(team).content.decode())
    assert "Marlow" in page
    assert page.count("<bdi>Harbour</bdi>") == 2, "one's own client is named with everybody who looks after it"
    assert "Secret Shop" not in page
    for tool in ("Invite people", "Save", "Remove"):
        assert tool not in page
    assert client.get(f"/p/{practice.slug}/settings/").status_code == 403


def test_roles_are_changed_and_a_second_look_is_shown_both(
    client: Client, practice: Practice, ines: User, amara: User, team: str
) -> None:
    member = make_colleague(practice, user=amara)
    client.force_login(ines)
    answer = client.post(f"{team}{member.pk}/role/", {"role": "lead", "was": "consultant"}, headers=HTMX)
    assert (answer.status_code, "Amara Nwosu is lead now" in answer.content.decode()) == (200, True)
    assert answer.content.decode().lstrip().startswith('<div class="stack" id="team">')
    stale = client.post(f"{team}{member.pk}/role/", {"role": "consultant", "was": "consultant"})
    assert stale.status_code == 409
    assert "Lead" in stale.content.decode()
    assert role_in(practice, amara) == "lead"
    assert client.post(f"{team}{member.pk}/role/", {"role": "king", "was": "lead"}, headers=HTMX).status_code == 422


def test_the_last_lead_stays_and_reads_why(client: Client, practice: Practice, ines: User, team: str) -> None:
    make_colleague(practice)
    with in_practice(practice):
        mine = PracticeMember.objects.get(user=ines)
    client.force_login(ines)
    for answer in (
        client.post(f"{team}leave/"),
        client.post(f"{team}{mine.pk}/remove/"),
        client.post(f"{team}{mine.pk}/role/", {"role": "consultant", "was": "lead"}, headers=HTMX),
    ):
        assert answer.status_code == 422
        assert "the only lead" in answer.content.decode()
    assert role_in(practice, ines) == "lead"


def test_a_lead_who_steps_down_keeps_no_tools(client: Client, practice: Practice, ines: User, team: str) -> None:
    make_colleague(practice, PracticeRole.LEAD)
    with in_practice(practice):
        mine = PracticeMember.objects.get(user=ines)
    client.force_login(ines)
    address = f"{team}{mine.pk}/role/"
    assert client.post(address, {"role": "consultant", "was": "lead"}, headers=HTMX)["Location"] == team
    assert "Invite people" not in client.get(team).content.decode()
    assert client.post(address, {"role": "lead", "was": "consultant"}).status_code == 403


def test_out_of_the_practice_is_out_of_its_clients_on_the_next_request(
    client: Client, practice: Practice, ines: User, amara: User, team: str
) -> None:
    member = make_colleague(practice, user=amara)
    alone, shared = make_business(name="Marlow"), make_business(name="Harbour")
    assign_to(engage(practice, ines, alone, ines), ines, amara, without=ines)
    assign_to(engage(practice, ines, shared, ines), ines, amara)
    client.force_login(amara)
    assert client.get(f"/b/{alone.slug}/map/").status_code == 200
    client.force_login(ines)
    asked = client.get(f"{team}{member.pk}/remove/").content.decode()
    assert "Nobody else looks after" in asked
    assert "Marlow" in asked
    assert "Harbour" not in asked
    assert client.post(f"{team}{member.pk}/remove/").status_code == 302
    client.force_login(amara)
    for path in (f"/b/{alone.slug}/", f"/b/{shared.slug}/map/", f"/p/{practice.slug}/", team):
        assert client.get(path).status_code == 404, path
    see(alone, shared)
    assert not EngagementPerson.objects.filter(user=amara).exists()
    rows = AuditRow.objects.filter(what="assignment_remove", actor=ines, label="Amara Nwosu")
    assert {row.business_id for row in rows} == {alone.pk, shared.pk}


def test_leaving(client: Client, practice: Practice, amara: User, team: str) -> None:
    make_colleague(practice, user=amara)
    client.force_login(amara)
    assert "Leave<bdi>Okafor Consulting</bdi>?" in flat(client.get(f"{team}leave/").content.decode())
    assert role_in(practice, amara) == "consultant"
    assert client.post(f"{team}leave/")["Location"] == "/businesses/all/"
    assert role_in(practice, amara) is None


def test_the_day_of_a_visit_is_noted_once(client: Client, practice: Practice, ines: User, team: str) -> None:
    client.force_login(ines)
    client.get(team)
    with in_practice(practice):
        assert PracticeMember.objects.get(user=ines).last_seen_on == timezone.now().date()


@pytest.mark.parametrize("people", [1, 30])
def test_queries(client: Client, practice: Practice, ines: User, team: str, people: int) -> None:
    for n in range(people):
        colleague = make_colleague(practice).user
        assign_to(engage(practice, ines, make_business(name=f"Client {n}")), ines, colleague)
        invite_one(practice, ines, f"guest{n}@example.com")
    client.force_login(ines)
    client.get(team)  # the first visit of a day is noted
    with count_queries(6):  # session, person, door, members, assignments, invitations
        client.get(team)


# --- The practice itself ------------------------------------------------------------------------


def test_a_practice_is_renamed_and_its_address_stays(client: Client, practice: Practice, ines: User) -> None:
    client.force_login(ines)
    address = f"/p/{practice.slug}/settings/"
    version = re.search(r'name="version" value="(\d+)"', client.get(address).content.decode())
    assert version is not None
    assert client.post(address, {"name": "Okafor & Co", "version": version[1]})["Location"] == address
    assert "Okafor &amp; Co" in client.get(address).content.decode()
    stale = client.post(address, {"name": "Okafor and more", "version": version[1]})
    assert stale.status_code == 409
    assert "Okafor &amp; Co" in stale.content.decode()
    assert "Okafor and more" in stale.content.decode()
    for wrong in ("", "  ", "x" * 121, "a\x00b"):
        assert client.post(address, {"name": wrong, "version": "2"}).status_code == 422
    see_user(ines.pk)
    assert Practice.objects.get(pk=practice.pk).name == "Okafor & Co"


def test_a_business_is_no_way_into_a_practice(client: Client, practice: Practice, team: str) -> None:
    owner = make_user()
    business = make_business(owner)
    engage(practice, make_user(), business, None)
    client.force_login(owner)
    assert client.get(team).status_code == 404


def test_offers_to_clients_are_taken_back_by_their_sender_or_a_lead(
    client: Client, practice: Practice, ines: User, amara: User
) -> None:
    make_colleague(practice, user=amara)
    page = f"/p/{practice.slug}/invite/"
    client.force_login(ines)
    client.post(page, {"email": "owner@example.com", "level": "review"})
    client.force_login(amara)
    client.post(page, {"email": "other@example.com", "level": "review"})
    shown = client.get(page).content.decode()
    assert shown.count("/revoke/") == 1
    revokes = re.findall(r'action="([^"]+/revoke/)"', shown)
    client.force_login(ines)
    both = re.findall(r'action="([^"]+/revoke/)"', client.get(page).content.decode())
    assert len(both) == 2
    client.force_login(amara)
    [others] = set(both) - set(revokes)
    assert client.post(others).status_code == 403
    assert client.post(revokes[0]).status_code == 302
