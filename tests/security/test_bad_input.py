"""The corpus through every form, address and query: never a 500; a message, and what was typed is kept."""

from typing import Any

import pytest
from django import forms
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.security.corpus import (
    FORM,
    NASTY,
    TEN_MEGABYTES,
    body,
    fields_of,
    good,
    in_path,
    printable,
    some,
    typed,
    watched,
)
from tests.security.matrix import World, targets, walk
from tests.security.routes import LIBRARY, PUBLIC, ROUTES

pytestmark = pytest.mark.django_db
FOUND = {found.name: found for found in walk()}
HERE = sorted(set(ROUTES) & set(FOUND))
WRITING = [name for name in HERE if "POST" in ROUTES[name].methods]
READING = [name for name in HERE if "GET" in ROUTES[name].methods]
ENTRANCE = ["account_signup", "account_login", "account_request_login_code", "account_reset_password"]


def send(client: Client, address: str, data: dict[str, str], times: int = 1) -> list[HttpResponse]:
    """Post, and take back what it did."""
    with transaction.atomic():
        answers = [client.post(address, body(data), content_type=FORM) for _ in range(times)]
        transaction.set_rollback(True)
    return answers  # type: ignore[return-value]


def learn(
    client: Client, address: str, sends: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, forms.Field], dict[str, str]]:
    """The fields the route reads, and a body it should accept."""
    with watched(monkeypatch) as seen:
        send(client, address, sends)
    fields = fields_of(seen)
    # With a good body more forms may come into sight (the second half of a page).
    data = {name: good(field) for name, field in fields.items()} | sends
    with watched(monkeypatch) as seen:
        send(client, address, data)
    fields |= fields_of(seen)
    return fields, {name: good(field) for name, field in fields.items()} | sends


def check(name: str, field: str, what: str, value: str, answer: HttpResponse, seen: list[forms.BaseForm]) -> None:
    """No 500; and where the field was refused, words and the text itself."""
    said = f"{name}: {what} in {field}: {answer.status_code}"
    assert answer.status_code < 500, said
    page = answer.content.decode(errors="replace")
    assert NASTY["markup"] not in page, f"{said}: markup came back as markup"
    assert "<script>alert(1)" not in page, f"{said}: script came back as script"
    for form in seen:
        inner = next((n for n in form.fields if form.add_prefix(n) == field), None)
        if inner is None or inner not in form.errors or answer.status_code in (302, 303):
            continue
        assert answer.status_code in (400, 404, 409, 413, 422, 429), said
        if answer.status_code == 422 and not form.fields[inner].widget.is_hidden:
            words = [str(escape(message)) for message in form.errors[inner]]
            # A choice that nobody can make by hand may be answered with the page for what could not be read.
            words += [] if typed(form.fields[inner]) else ["<h1>That could not be read</h1>"]
            assert any(message in page for message in words), f"{said}: no message"
            if typed(form.fields[inner]) and printable(value):
                assert escape(value) in page, f"{said}: what was typed is gone"


@pytest.mark.parametrize("name", WRITING)
def test_every_form(name: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    address, client = targets(world, FOUND[name], ROUTES[name])["own"], world.client("owner")
    client.raise_request_exception = True
    fields, data = learn(client, address, ROUTES[name].sends, monkeypatch)
    foreign = {f"id of another business ({thing})": str(world.foreign.key(thing)) for thing in ("output", "metric")}
    for n, field in enumerate(fields):
        for what, value in {**some(n), **foreign}.items():
            with watched(monkeypatch) as seen:
                [answer] = send(client, address, {**data, field: value})
            check(name, field, what, value, answer, seen)
    for answer in send(client, address, data, times=2):
        assert answer.status_code < 500, f"{name}: sent twice"


@pytest.mark.parametrize("name", WRITING)
def test_ten_megabytes_and_thousands_of_fields_are_refused_in_words(name: str, world: World) -> None:
    address, client = targets(world, FOUND[name], ROUTES[name])["own"], world.client("owner")
    many = {f"f{n}": "x" for n in range(6_001)}
    for data in ({"name": TEN_MEGABYTES}, many):
        [answer] = send(client, address, data)
        assert answer.status_code == 413
        assert "Nothing was changed" in answer.content.decode()
    with transaction.atomic():
        broken = client.post(address, b"--x\r\nnot a form", content_type="multipart/form-data; boundary=x")
        assert broken.status_code < 500
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", READING)
def test_every_query(name: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    address, client = targets(world, FOUND[name], ROUTES[name])["own"], world.client("owner")
    with watched(monkeypatch) as seen:
        client.get(address, {"x": "1"})
    known = {"page", "by", "open", "rows", "view", "period", "report", "q", "next", "size", "all", "who"}
    for field in sorted(known | set(fields_of(seen))):
        query = "&".join(f"{field}={in_path(value)}" for value in list(NASTY.values())[:6])
        assert client.get(f"{address}?{query}").status_code < 500, f"{name}: several {field}"
    for n, field in enumerate(sorted(fields_of(seen)) or ["page"]):
        for what, value in some(n).items():
            answer = client.get(f"{address}?{field}={in_path(value)}")
            assert answer.status_code < 500, f"{name}: {what} in {field}"
            assert NASTY["markup"] not in answer.content.decode(errors="replace"), f"{name}: {what} in {field}"


@pytest.mark.parametrize("name", [n for n in HERE if "<" in FOUND[n].pattern])
def test_every_part_of_an_address(name: str, world: World) -> None:
    found, client = FOUND[name], world.client("owner")
    address = targets(world, found, ROUTES[name])["own"]
    parts = address.strip("/").split("/")
    patterns = found.pattern.strip("/").split("/")
    for n, pattern in enumerate(patterns):
        if "<" not in pattern:
            continue
        for what, value in some(n).items():
            changed = "/" + "/".join([*parts[:n], in_path(value), *parts[n + 1 :]]) + "/"
            assert client.get(changed).status_code < 500, f"{name}: {what} as {pattern}"


@pytest.mark.parametrize("name", ENTRANCE)
def test_the_entrance(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = reverse(name)
    fields, data = learn(Client(), address, {}, monkeypatch)
    assert fields
    for n, field in enumerate([*fields, "next"]):
        for what, value in some(n).items():
            cache.clear()
            with watched(monkeypatch) as seen:
                [answer] = send(Client(), address, {**data, field: value})
            check(name, field, what, value, answer, seen)


def test_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    for start, then in [
        ("account_signup", "account_email_verification_sent"),
        ("account_request_login_code", "account_confirm_login_code"),
        ("account_reset_password", "account_confirm_password_reset_code"),
    ]:
        for what, value in NASTY.items():
            cache.clear()
            client = Client()
            client.post(reverse(start), {"email": "nobody@example.com"})
            [answer] = send(client, reverse(then), {"code": value})
            assert answer.status_code == 422, f"{then}: {what}: {answer.status_code}"


@pytest.mark.parametrize("what", sorted(NASTY))
def test_headers_and_cookies(what: str, world: World) -> None:
    text = NASTY[what].encode("utf-8", "surrogatepass").decode("latin-1")
    headers: dict[str, Any] = {"Referer": text, "HX-Current-URL": text, "X-Forwarded-For": text, "User-Agent": text}
    headers |= {"HX-Request": text, "HX-Target": text, "Accept": text, "X-Requested-With": text, "X-Request-Id": text}
    for name in ("accounts:profile", "accounts:theme", "businesses:team"):
        address = targets(world, FOUND[name], ROUTES[name])["own"]
        for actor in ("anonymous", "owner"):
            client = world.client(actor)
            assert client.get(address, headers=headers).status_code < 500
            assert client.post(address, {"theme": "dark"}, headers=headers).status_code < 500
    client = Client()
    client.cookies["sessionid"] = "".join(c for c in text if c.isalnum())[:200] or "x"
    assert client.get("/settings/").status_code == 302


def test_every_writing_route_is_fed() -> None:
    assert len(WRITING) + len(LIBRARY) + len(PUBLIC) >= 20
