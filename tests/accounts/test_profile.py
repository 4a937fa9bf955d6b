"""The account page: what a person chooses for themselves."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import make_user
from tests.pages import flat
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
GOOD = {"name": "Nadia Marlow", "time_zone": "Europe/London", "theme": "dark", "keys_on": "on"}


@pytest.fixture
def user(client: Client) -> User:
    user = make_user()
    client.force_login(user)
    return user


def test_the_page_in_two_queries(client: Client, user: User) -> None:
    with count_queries(2):
        page = client.get("/settings/")
    assert page.status_code == 200
    assert user.email in page.content.decode()
    assert "Set a password" in page.content.decode()


def test_saves_and_the_page_follows(client: Client, user: User) -> None:
    assert client.post("/settings/", {**GOOD, "keys_on": ""})["Location"] == "/settings/"
    user.refresh_from_db()
    assert (user.name, user.time_zone, user.theme, user.keys_on) == ("Nadia Marlow", "Europe/London", "dark", False)
    page = client.get("/settings/").content.decode()
    assert '<html lang="en" data-theme="dark" data-keys="off">' in flat(page)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "x" * 121), ("name", "a\x00b"), ("time_zone", "Mars/Base"), ("time_zone", ""), ("theme", "sepia")],
)
def test_wrong_input_is_said_and_kept(client: Client, user: User, field: str, value: str) -> None:
    answer = client.post("/settings/", {**GOOD, field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert "<title>Error: " in flat(page)
    if field != "name":
        assert 'value="Nadia Marlow"' in page
    user.refresh_from_db()
    assert user.time_zone == "UTC"


@pytest.mark.parametrize(("before", "sent", "after"), [
    ("", "toggle", "dark"), ("dark", "toggle", "light"), ("light", "toggle", "dark"), ("", "light", "light"),
])  # fmt: skip
def test_the_theme_switch(client: Client, user: User, before: str, sent: str, after: str) -> None:
    User.objects.update(theme=before)
    answer = client.post(
        "/settings/theme/", {"theme": sent}, headers={"referer": "http://testserver/b/marlow/map/?rows=brief"}
    )
    assert answer["Location"] == "/b/marlow/map/?rows=brief"
    user.refresh_from_db()
    assert user.theme == after
    assert client.post("/settings/theme/", {"theme": sent}, headers={"x-requested-with": "fetch"}).status_code == 204


def test_only_what_the_form_names_is_changed(client: Client, user: User) -> None:
    extra = {"is_superuser": "on", "is_active": "", "email": "evil@example.com", "id": "1", "password": "x"}
    client.post("/settings/", {**GOOD, **extra})
    before = user.password
    user.refresh_from_db()
    assert (user.is_superuser, user.is_active, user.password) == (False, True, before)
    assert user.email != "evil@example.com"


def test_signed_out(client: Client) -> None:
    assert client.get("/settings/")["Location"] == "/accounts/login/?next=/settings/"
    assert client.post("/settings/theme/", {"theme": "dark"})["Location"] == "/accounts/login/"
    fragment = client.get("/settings/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/b/x/map/"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/accounts/login/?next=/b/x/map/")
