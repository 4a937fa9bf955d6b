"""Consultants: invited by either side, accepted by the other, ended by either; access is gone on the next request."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import create_person
from accounts.models import User
from businesses import mails
from businesses.actions import end_engagement, invite, invite_client
from businesses.models import (
    AuditRow,
    Business,
    ClientInvitation,
    Engagement,
    EngagementPerson,
    Invitation,
    Membership,
    Practice,
    Role,
    Side,
)
from businesses.tokens import new_token
from jobs.models import OutboxMail
from tests.factories import make_business, make_engagement, make_member, make_user, see, see_user
from tests.pages import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def owner() -> User:
    return create_person(email="nadia@example.com", name="Nadia Marlow")


@pytest.fixture
def business(owner: User) -> Business:
    return make_business(owner, "Marlow Ads School")


@pytest.fixture
def ines() -> User:
    return create_person(email="ines@example.com", name="Ines Okafor")


def home(business: Business) -> str:
    return f"/b/{business.slug}/"


def offer(client: Client, business: Business, owner: User, level: str = "review") -> Invitation:
    client.force_login(owner)
    answer = client.post(
        f"{home(business)}team/consultants/invite/",
        {"consultant-email": "Ines@example.com", "consultant-level": level},
    )
    assert answer.status_code == 302
    see(business)
    return Invitation.objects.get(email="ines@example.com")


def accept(client: Client, ines: User, invitation: Invitation, **data: str) -> None:
    client.force_login(ines)
    address = f"/invitations/{new_token(invitation.nonce)}/"
    assert "As consultant you could" in client.get(address).content.decode()
    assert client.post(address, data)["Location"] == home(invitation.business)


def test_an_owner_invites_a_consultant_who_gets_a_practice(
    client: Client, business: Business, owner: User, ines: User
) -> None:
    invitation = offer(client, business, owner)
    client.force_login(ines)
    assert client.get(home(business)).status_code == 404
    accept(client, ines, invitation, practice_name="Okafor Advisory")
    assert client.get(home(business)).status_code == 200
    see(business)
    engagement = Engagement.objects.select_related("practice").get()
    assert (engagement.practice.name, engagement.level, engagement.invited_by) == (
        "Okafor Advisory", "review", "business",
    )  # fmt: skip
    assert EngagementPerson.objects.get().user == ines
    assert not Membership.objects.filter(user=ines).exists()
    assert AuditRow.objects.filter(what="engagement_start", label="Okafor Advisory").count() == 1
    see_user(ines.pk)
    assert Practice.objects.get().slug == "okafor-advisory"


def test_a_second_client_joins_the_practice_there_is(client: Client, owner: User, ines: User) -> None:
    first, second = make_business(owner, "First"), make_business(owner, "Second")
    accept(client, ines, offer(client, first, owner))
    client.force_login(owner)
    see(second)
    invitation = invite(
        business=second, actor=owner, emails=["ines@example.com"], level="edit", at=timezone.now()
    )[0]  # fmt: skip
    accept(client, ines, invitation)
    see_user(ines.pk)
    assert Practice.objects.get().name == "Ines Okafor’s practice"
    assert EngagementPerson.objects.filter(user=ines).count() == 2


def test_what_each_level_may_do(client: Client, business: Business) -> None:
    for level, edits in (("review", 403), ("edit", 200)):
        consultant = make_user()
        make_engagement(business, consultant, level)
        client.force_login(consultant)
        assert client.get(f"{home(business)}map/").status_code == 200
        assert client.get(f"{home(business)}systems/add/").status_code == edits
        assert client.get(f"{home(business)}settings/").status_code == 403
        assert client.post(f"{home(business)}check-in/2026-w46/", {}).status_code == 403


@pytest.mark.parametrize("side", ["business", "practice"])
def test_either_side_ends_it_and_the_next_request_finds_nothing(
    client: Client, business: Business, owner: User, side: str
) -> None:
    ines = make_user(name="Ines Okafor")
    engagement = make_engagement(business, ines)
    client.force_login(ines)
    assert client.get(home(business)).status_code == 200
    path = f"{home(business)}team/"
    if side == "business":
        client.force_login(owner)
        address = f"{path}consultants/{engagement.pk}/end/"
    else:
        address = f"{path}leave/"
    assert "End the engagement of" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    client.force_login(ines)
    assert client.get(home(business)).status_code == 404
    assert client.post(address).status_code == 404
    see(business)
    over = Engagement.objects.get()
    assert (over.state, over.ended_by) == ("ended", side)
    assert AuditRow.objects.filter(what="engagement_end").count() == 1


def test_a_consultant_is_no_owner_and_no_member(client: Client, business: Business, owner: User) -> None:
    ines = make_user(name="Ines Okafor")
    engagement = make_engagement(business, ines, "edit")
    client.force_login(ines)
    page = client.get(f"{home(business)}team/").content.decode()
    assert "Leave this business" in flat(page)
    assert "Invite a consultant" not in page
    assert client.post(f"{home(business)}team/consultants/{engagement.pk}/end/").status_code == 403
    client.force_login(owner)
    page = client.get(f"{home(business)}team/").content.decode()
    assert engagement.practice.name in page
    assert "see everything, comment, review, change the map" in page
    see(business)
    assert Membership.objects.count() == 1
    assert EngagementPerson.objects.get().last_seen_on == timezone.now().date()


def test_members_are_not_invited_as_consultants(client: Client, business: Business, owner: User, ines: User) -> None:
    make_member(business, Role.VIEWER, ines)
    client.force_login(owner)
    sent = {"consultant-email": "ines@example.com", "consultant-level": "edit"}
    answer = client.post(f"{home(business)}team/consultants/invite/", sent)
    assert answer.status_code == 422
    assert "in the team already" in answer.content.decode()
    for wrong in ({"consultant-email": "nobody"}, {"consultant-email": "a@example.com", "consultant-level": "own"}, {}):
        assert client.post(f"{home(business)}team/consultants/invite/", wrong).status_code == 422
    see(business)
    assert not Invitation.objects.exists()


def test_the_mail_of_a_consultant(business: Business, owner: User) -> None:
    invite(business=business, actor=owner, emails=["ines@example.com"], level="review", at=timezone.now())
    mail = mails.invitation(OutboxMail.objects.get())
    assert mail is not None
    assert "as consultant" in mail.body
    assert "act on findings" in mail.body


# --- A practice finds a client ------------------------------------------------------------------


@pytest.fixture
def practice(ines: User) -> Practice:
    return make_engagement(make_business(name="Another client"), ines).practice


def propose(practice: Practice, ines: User, email: str = "nadia@example.com") -> ClientInvitation:
    return invite_client(practice=practice, actor=ines, email=email, level="edit", at=timezone.now())


def test_a_practice_invites_and_an_owner_chooses(
    client: Client, practice: Practice, ines: User, business: Business, owner: User
) -> None:
    client.force_login(ines)
    page = f"/p/{practice.slug}/invite/"
    assert client.post(page, {"email": "nadia@example.com", "level": "edit"}).status_code == 302
    assert "nadia@example.com" in client.get(page).content.decode()
    mail = OutboxMail.objects.get(kind="client_invitation")
    see_user(None)
    see()
    message = mails.client_invitation(mail)
    assert message is not None
    assert practice.name in message.body
    address = message.body[message.body.index("/clients/invitations/") :].split()[0]
    assert client.get(address).status_code == 403
    client.force_login(owner)
    assert "offers to be your consultant" in client.get(address).content.decode()
    assert client.post(address, {"business": "0"}).status_code == 422
    assert client.post(address, {"business": str(business.pk)})["Location"] == f"{home(business)}team/"
    client.force_login(ines)
    assert client.get(home(business)).status_code == 200
    assert client.get(f"{home(business)}systems/add/").status_code == 200
    client.force_login(owner)
    assert client.post(address, {"business": str(business.pk)}).status_code == 410
    see(business)
    assert Engagement.objects.get(business=business).invited_by == Side.PRACTICE


def test_an_editor_cannot_let_a_practice_in(client: Client, practice: Practice, ines: User, owner: User) -> None:
    theirs = make_business(name="Not hers")
    make_member(theirs, Role.EDITOR, owner)
    invitation = propose(practice, ines)
    client.force_login(owner)
    address = f"/clients/invitations/{new_token(invitation.nonce)}/"
    assert "What is your business called?" in client.get(address).content.decode()
    assert client.post(address, {"business": str(theirs.pk)}).status_code == 422


def test_who_owns_no_business_begins_one_and_lets_the_practice_in(
    client: Client, practice: Practice, ines: User, owner: User
) -> None:
    address = f"/clients/invitations/{new_token(propose(practice, ines).nonce)}/"
    client.force_login(owner)
    assert "Give the business a name" in client.post(address, {"name": " "}).content.decode()
    answer = client.post(address, {"name": "Marlow Ads School"})
    assert answer["Location"] == "/start/marlow-ads-school/1/"
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(address, {"name": "Again"}).status_code == 410
    see_user(owner.pk)
    [mine] = Membership.objects.select_related("business").filter(user=owner)
    assert (mine.business.name, mine.role) == ("Marlow Ads School", "owner")
    see(mine.business)
    assert [p.user for p in EngagementPerson.objects.filter(business=mine.business)] == [ines]


def test_an_offer_that_was_taken_back(
    client: Client, practice: Practice, ines: User, business: Business, owner: User
) -> None:
    invitation = propose(practice, ines)
    client.force_login(owner)
    assert client.post(f"/p/{practice.slug}/invite/{invitation.pk}/revoke/").status_code == 404
    client.force_login(ines)
    assert client.post(f"/p/{practice.slug}/invite/{invitation.pk}/revoke/").status_code == 302
    client.force_login(owner)
    address = f"/clients/invitations/{new_token(invitation.nonce)}/"
    assert client.get(address).status_code == 410
    assert client.post(address, {"business": str(business.pk)}).status_code == 410
    assert mails.client_invitation(OutboxMail.objects.get(kind="client_invitation")) is None


def test_wrong_addresses_stay_typed(client: Client, practice: Practice, ines: User) -> None:
    client.force_login(ines)
    answer = client.post(f"/p/{practice.slug}/invite/", {"email": "not an address", "level": "edit"})
    assert answer.status_code == 422
    assert 'value="not an address"' in answer.content.decode()


def test_ending_twice_is_refused(business: Business, owner: User) -> None:
    engagement = make_engagement(business)
    see(business)
    end_engagement(engagement=engagement, actor=owner, side=Side.BUSINESS, at=timezone.now())
    with pytest.raises(Exception, match="ended already"):
        end_engagement(engagement=engagement, actor=owner, side=Side.BUSINESS, at=timezone.now())
