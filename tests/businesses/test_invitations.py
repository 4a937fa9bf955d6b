"""Invitations: several at once, bound to the address, single use, seven days, dead with the right to invite."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from accounts.actions import create_person
from accounts.models import User
from businesses import mails
from businesses.actions import invite
from businesses.models import AuditRow, Business, Invitation, Membership, Role
from businesses.tokens import hash_of, new_token
from jobs.models import OutboxMail
from tests.factories import make_business, make_member, make_user, see, see_user

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def invite_one(business: Business, owner: User, email: str, role: str = Role.EDITOR) -> Invitation:
    see(business)
    return invite(business=business, actor=owner, emails=[email], role=role, at=timezone.now())[0]


def link(invitation: Invitation) -> str:
    return f"/invitations/{new_token(invitation.nonce)}/"


def members(business: Business) -> set[str]:
    see(business)
    return set(Membership.objects.filter(business=business).values_list("user__email", flat=True))


@pytest.fixture
def owner() -> User:
    return create_person(email="nadia@example.com", name="Nadia Marlow")


@pytest.fixture
def business(owner: User) -> Business:
    return make_business(owner, "Marlow Ads School")


@pytest.fixture
def guest() -> User:
    return create_person(email="guest@example.com", name="Gus")


def test_several_addresses_in_one_field(client: Client, business: Business, owner: User) -> None:
    client.force_login(owner)
    answer = client.post(
        f"/b/{business.slug}/team/invite/",
        {"emails": "A@example.com, b@example.com\r\n\r\na@example.com; c@example.com", "role": "recorder"},
    )
    assert answer.status_code == 302
    see(business)
    found = Invitation.objects.order_by("pk")
    assert [(i.email, i.role) for i in found] == [(f"{n}@example.com", "recorder") for n in "abc"]
    assert all(timedelta(days=6, hours=23) < i.expires_at - timezone.now() <= timedelta(days=7) for i in found)
    assert OutboxMail.objects.filter(kind="invitation", business_id=business.pk).count() == 3
    assert AuditRow.objects.filter(what="invitation_add", actor=owner).count() == 3
    page = client.get(f"/b/{business.slug}/team/").content.decode()
    assert "Invited 3 people" in page
    assert "b@example.com" in page


@pytest.mark.parametrize(
    ("emails", "role", "said"),
    [
        ("", "editor", "Enter at least one address"),
        (" ,;\n", "editor", "Enter at least one address"),
        ("good@example.com, bad@, worse", "editor", "Not an email address: bad@, worse"),
        ("nadia@example.com", "editor", "In the team already: nadia@example.com"),
        ("good@example.com", "emperor", "Choose one of the four roles"),
        ("good@example.com", "", "Choose a role"),
        (" ".join(f"p{n}@example.com" for n in range(51)), "editor", "Invite at most 50 people at once; these are 51."),
        ("a\x00b@example.com", "editor", "cannot be stored"),
        ("<svg onload=alert(1)>@example.com", "editor", "Not an email address"),
        ("evil@example.com\r\nBcc: all@example.com", "editor", "Not an email address: bcc:"),
    ],
)
def test_wrong_addresses_are_named_and_nothing_is_sent(
    client: Client, business: Business, owner: User, emails: str, role: str, said: str
) -> None:
    client.force_login(owner)
    answer = client.post(f"/b/{business.slug}/team/invite/", {"emails": emails, "role": role})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "<svg onload" not in page
    if "good@" in emails:
        assert "good@example.com" in page, "what was typed is kept"
    see(business)
    assert not Invitation.objects.exists()
    assert not OutboxMail.objects.exists()


def test_the_mail_says_who_what_and_until_when(business: Business, owner: User) -> None:
    invitation = invite_one(business, owner, "guest@example.com", Role.RECORDER)
    message = mails.invitation(OutboxMail.objects.get(object_id=invitation.pk))
    assert message is not None
    assert message.to == ["guest@example.com"]
    assert message.subject == "Nadia Marlow invites you to Marlow Ads School"
    assert "as recorder" in message.body
    assert re.search(r"https?://[^/\s]+" + re.escape(link(invitation)) + r"\s", str(message.body))


def test_a_name_with_a_line_break_adds_no_header(business: Business, owner: User) -> None:
    owner.name = "Nadia\r\nBcc: all@example.com"
    owner.save()
    invitation = invite_one(business, owner, "guest@example.com")
    message = mails.invitation(OutboxMail.objects.get(object_id=invitation.pk))
    assert message is not None
    raw = message.message()
    assert raw.get_all("Bcc") is None
    assert len(raw.get_all("Subject") or []) == 1


def test_the_token_is_stored_as_a_hash_only(business: Business, owner: User) -> None:
    invitation = invite_one(business, owner, "guest@example.com")
    token = new_token(invitation.nonce)
    assert hash_of(token) == invitation.token_hash
    assert token not in (invitation.nonce, invitation.token_hash)
    with override_settings(SECRET_KEY="another " + "y" * 50):
        assert new_token(invitation.nonce) != token


def test_a_mail_written_after_the_secret_was_replaced_still_holds_the_link(business: Business, owner: User) -> None:
    invitation = invite_one(business, owner, "guest@example.com")
    mail = OutboxMail.objects.get(object_id=invitation.pk)
    old = link(invitation)
    with override_settings(SECRET_KEY="another " + "y" * 50):
        assert mails.invitation(mail) is None
    fallbacks = ["only-for-tests-" + "x" * 40]
    with override_settings(SECRET_KEY="another " + "y" * 50, SECRET_KEY_FALLBACKS=fallbacks):
        message = mails.invitation(mail)
    assert message is not None
    assert old in message.body


def test_joining(client: Client, business: Business, owner: User, guest: User) -> None:
    invitation = invite_one(business, owner, "Guest@Example.com".lower(), Role.RECORDER)
    client.force_login(guest)
    for _ in range(3):
        page = client.get(link(invitation))
        assert page.status_code == 200
        assert "<bdi>Nadia Marlow</bdi> invites you to <bdi>Marlow Ads School</bdi>" in page.content.decode()
    client.head(link(invitation))
    assert members(business) == {"nadia@example.com"}, "looking changes nothing"
    answer = client.post(link(invitation))
    assert (answer.status_code, answer["Location"]) == (302, f"/b/{business.slug}/")
    see(business)
    assert Membership.objects.get(user=guest).role == "recorder"
    assert AuditRow.objects.latest("pk").what == "member_add"
    assert client.get(link(invitation))["Location"] == f"/b/{business.slug}/", "the link still finds the way in"
    assert client.get(f"/b/{business.slug}/team/").status_code == 200


def test_an_address_that_was_never_proved_does_not_count(client: Client, business: Business, owner: User) -> None:
    good = link(invite_one(business, owner, "liar@example.com"))
    client.force_login(make_user("liar@example.com"))
    assert client.post(good).status_code == 403
    assert members(business) == {"nadia@example.com"}


@pytest.mark.parametrize("how", ["revoked", "expired", "inviter demoted", "inviter gone", "replaced"])
def test_dead_invitations_say_why_and_let_nobody_in(
    client: Client, business: Business, owner: User, guest: User, how: str
) -> None:
    second = make_member(business, Role.OWNER, create_person(email="second@example.com"))
    invitation = invite_one(business, second.user, "guest@example.com")
    if how == "revoked":
        client.force_login(owner)
        client.post(f"/b/{business.slug}/team/invitations/{invitation.pk}/revoke/")
    see(business)
    if how == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "inviter demoted":
        Membership.objects.filter(pk=second.pk).update(role=Role.EDITOR)
    elif how == "inviter gone":
        Membership.objects.filter(pk=second.pk).delete()
    elif how == "replaced":
        invite_one(business, owner, "guest@example.com", Role.VIEWER)
    client.force_login(guest)
    for send in (client.get, client.post):
        answer = send(link(invitation))
        assert answer.status_code == 410
        assert "This invitation is over" in answer.content.decode()
        assert "Marlow" not in answer.content.decode().replace("Nadia Marlow", "")
    assert "guest@example.com" not in members(business)
    assert mails.invitation(OutboxMail.objects.get(object_id=invitation.pk)) is None, "the mail is not sent either"


def test_single_use_also_after_removal(client: Client, business: Business, owner: User, guest: User) -> None:
    invitation = invite_one(business, owner, "guest@example.com")
    client.force_login(guest)
    client.post(link(invitation))
    see(business)
    Membership.objects.filter(user=guest).delete()
    assert client.post(link(invitation)).status_code == 410
    assert members(business) == {"nadia@example.com"}


def test_a_second_invitation_does_not_lower_a_role(
    client: Client, business: Business, owner: User, guest: User
) -> None:
    second = create_person(email="extra@example.com")
    make_member(business, Role.OWNER, second)
    see(business)
    invitation = invite_one(business, owner, "extra@example.com", Role.VIEWER)
    client.force_login(second)
    assert client.post(link(invitation)).status_code == 302
    see(business)
    assert Membership.objects.get(user=second).role == "owner"


def test_revoking_twice(client: Client, business: Business, owner: User) -> None:
    invitation = invite_one(business, owner, "guest@example.com")
    client.force_login(owner)
    address = f"/b/{business.slug}/team/invitations/{invitation.pk}/revoke/"
    htmx = {"HX-Request": "true"}
    assert "taken back" in client.post(address, headers=htmx).content.decode()
    again = client.post(address, headers=htmx)
    assert again.status_code == 422
    assert "no longer open" in again.content.decode()


def test_the_database_shows_an_invitation_only_by_its_token(business: Business, owner: User) -> None:
    if connection.vendor != "postgresql":
        return
    invite_one(business, owner, "guest@example.com")
    see()
    see_user(owner.pk)
    assert not Invitation.objects.exists()


def test_inviting_again_as_something_else_says_so(client: Client, business: Business, owner: User) -> None:
    invite_one(business, owner, "guest@example.com", Role.VIEWER)
    client.force_login(owner)
    address, sent = f"/b/{business.slug}/team/invite/", {"emails": "guest@example.com", "role": "editor"}
    page = client.post(address, sent, follow=True).content.decode()
    assert (
        "Invited guest@example.com as editor. The links sent before no longer work: guest@example.com (was viewer)"
        in page
    )
    assert "no longer work" not in client.post(address, sent, follow=True).content.decode()
