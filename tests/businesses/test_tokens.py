"""The page of API tokens: made by owners, shown once, asked before, revoked for good."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actions import create_person
from accounts.models import User
from businesses.actions import add_token, change_role, remove_member, revoke_token
from businesses.models import ApiToken, AuditRow, Business, Role
from businesses.tokens import API_TOKEN, hash_of, new_api_token
from core.logs import without_secrets
from core.models import Refused
from tests.factories import make_business, make_member, make_user, see
from tests.pages import flat
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
GOOD = {"name": "Sales sheet", "scope": "record", "days": "365"}


@pytest.fixture
def owner(client: Client) -> User:
    owner = make_user(name="Nadia")
    client.force_login(owner)
    return owner


@pytest.fixture
def business(owner: User) -> Business:
    return make_business(owner, "Marlow")


def address(business: Business) -> str:
    return f"/b/{business.slug}/tokens/"


def shown(page: str) -> list[str]:
    return re.findall(r"out_[A-Za-z0-9_-]{43}", page)


def make(business: Business, owner: User, name: str = "Sales sheet", at: datetime | None = None) -> ApiToken:
    see(business)
    return add_token(business=business, actor=owner, name=name, scope="record", days=365, at=at or datetime.now(UTC))[0]


def test_it_is_shown_once_and_stored_as_a_hash(client: Client, business: Business, owner: User) -> None:
    with time_machine.travel(NOW, tick=False):
        answer = client.post(address(business), GOOD)
    assert answer.status_code == 200
    [text] = shown(answer.content.decode())
    assert answer["Cache-Control"] == "no-store"
    see(business)
    token = ApiToken.objects.get()
    assert (token.name, token.scope, token.made_by) == ("Sales sheet", "record", owner)
    assert token.expires_at == NOW + timedelta(days=365)
    assert (token.token_hash, token.hint) == (hash_of(text), text[-4:])
    audit = AuditRow.objects.latest("pk")
    assert (audit.what, audit.label, audit.after) == (
        "token_add",
        "Sales sheet",
        {"scope": "record", "until": "2027-11-28"},
    )
    assert text not in str(audit.__dict__)
    page = client.get(address(business)).content.decode()
    assert shown(page) == []
    assert f"ends in {token.hint}, made by" in flat(page)
    assert "until 28 November 2027" in flat(page)
    log = re.sub(r"<[^>]+>", "", flat(client.get(f"/b/{business.slug}/history/").content.decode()))
    assert re.search(r"Nadia\s*added the token\s*“Sales sheet”", log)


def test_the_words_of_a_token(client: Client) -> None:
    text = new_api_token()
    assert API_TOKEN.fullmatch(text)
    assert text != new_api_token()
    assert without_secrets(f"sent {text}") == "sent [token]"


def test_sent_twice_makes_one(client: Client, business: Business) -> None:
    client.post(address(business), GOOD)
    again = client.post(address(business), GOOD)
    assert again.status_code == 422
    assert "There is a token of that name already" in again.content.decode()
    assert shown(again.content.decode()) == []
    see(business)
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Say what will use it"),
        ({"name": "a\x00b"}, "cannot be stored"),
        ({"name": "x" * 61}, "at most 60"),
        ({"scope": "everything"}, "Choose what it may do"),
        ({"days": "36500"}, "Choose how long"),
        ({"days": ""}, "Choose how long"),
    ],
)
def test_wrong_answers_are_named(client: Client, business: Business, wrong: dict[str, str], said: str) -> None:
    answer = client.post(address(business), GOOD | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    see(business)
    assert not ApiToken.objects.exists()


def test_limits_of_the_action(business: Business, owner: User) -> None:
    for days in (0, -1, 731):
        with pytest.raises(ValueError, match="days"):
            add_token(business=business, actor=owner, name="x", scope="read", days=days, at=NOW)
    for n in range(50):
        make(business, owner, f"Sheet {n}")
    with pytest.raises(Refused, match="50 tokens"):
        make(business, owner, "One more")
    see(business)
    revoke_token(token=ApiToken.objects.get(name="Sheet 7"), actor=owner, at=NOW)
    make(business, owner, "Sheet 7")
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.filter(name="Sheet 8").update(name="Sheet 7")


def test_revoking_asks_first_and_is_for_good(client: Client, business: Business, owner: User) -> None:
    token = make(business, owner)
    asking = client.get(f"{address(business)}{token.pk}/revoke/")
    assert "Revoke the token for" in asking.content.decode()
    see(business)
    assert ApiToken.objects.filter(revoked_at=None).exists()
    answer = client.post(f"{address(business)}{token.pk}/revoke/")
    assert answer["Location"] == address(business)
    see(business)
    assert not ApiToken.objects.filter(revoked_at=None).exists()
    assert AuditRow.objects.latest("pk").what == "token_revoke"
    assert client.post(f"{address(business)}{token.pk}/revoke/").status_code == 404
    assert f"ends in {token.hint}" not in client.get(address(business)).content.decode()


def test_another_owner_may_revoke_it(client: Client, business: Business, owner: User) -> None:
    token = make(business, owner)
    client.force_login(make_member(business, Role.OWNER).user)
    assert client.post(f"{address(business)}{token.pk}/revoke/").status_code == 302


def test_the_page_says_what_is_left_of_it(client: Client, business: Business, owner: User) -> None:
    with time_machine.travel(NOW, tick=False):
        second = make_member(business, Role.OWNER, make_user(name="Sam"))
        make(business, second.user, "Demoted")
        make(business, owner, "Old", at=NOW - timedelta(days=400))
        used = make(business, owner, "Used")
        see(business)
        ApiToken.objects.filter(pk=used.pk).update(last_used_on=NOW.date() - timedelta(days=1))
        change_role(membership=second, actor=owner, role=Role.VIEWER, was=Role.OWNER)
        page = flat(client.get(address(business)).content.decode())
    assert "cannot record readings now: Sam is viewer" in page
    assert "ran out on 24 October 2026" in page
    assert "yesterday" in page
    assert page.count(">never<") == 2


def test_leaving_revokes_and_says_so(client: Client, business: Business, owner: User) -> None:
    second = make_member(business, Role.OWNER, make_user(name="Sam"))
    token = make(business, second.user)
    make(business, owner, "Mine")
    see(business)
    remove_member(membership=second, actor=owner)
    see(business)
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert AuditRow.objects.filter(what="token_revoke", label="Sales sheet", actor=owner).exists()
    assert ApiToken.objects.get(revoked_at=None).name == "Mine"


def test_an_account_that_was_closed_is_told(client: Client, business: Business) -> None:
    second = make_member(business, Role.OWNER, make_user(name="Sam"))
    make(business, second.user)
    second.user.is_active = False
    second.user.save()
    assert "does nothing: Sam has left" in flat(client.get(address(business)).content.decode())


@pytest.mark.parametrize("many", [1, 30])
def test_queries(client: Client, business: Business, owner: User, many: int) -> None:
    for n in range(many):
        make(business, owner, f"Sheet {n}")
    client.get(address(business))
    with count_queries(5):
        client.get(address(business))


def test_owners_find_the_way(client: Client, business: Business) -> None:
    for page in ("team/", "settings/", "jump/?q=token"):
        assert address(business) in client.get(f"/b/{business.slug}/{page}").content.decode()
    client.force_login(make_member(business, Role.EDITOR).user)
    for page in ("team/", "jump/?q=token"):
        assert address(business) not in client.get(f"/b/{business.slug}/{page}").content.decode()
    assert client.get(address(business)).status_code == 403


def test_making_one_takes_the_password(client: Client) -> None:
    password = "seven green windows"
    nadia = create_person(email="nadia@example.com", password=password, name="Nadia")
    business = make_business(nadia, "Marlow")
    client = Client(enforce_csrf_checks=True)

    def post(path: str, data: dict[str, str], page: str) -> object:
        form = client.get(page).content.decode()
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[-1]
        return client.post(path, data | {"csrfmiddlewaretoken": token})

    post("/accounts/login/", {"login": nadia.email, "password": password}, "/accounts/login/")
    asked = post(address(business), GOOD, address(business))
    assert asked["Location"].startswith("/accounts/reauthenticate/?next=")  # type: ignore[index]
    see(business)
    assert not ApiToken.objects.exists()
    answer = post(asked["Location"], {"password": password}, asked["Location"])  # type: ignore[index]
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert len(shown(page)) == 1
    see(business)
    token = ApiToken.objects.get()
    # The forms of that page work as well: the protection of forms was carried along.
    csrf = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[-1]
    again = client.post(address(business), GOOD | {"name": "Second", "csrfmiddlewaretoken": csrf})
    assert again.status_code == 200
    assert token.name == "Sales sheet"
