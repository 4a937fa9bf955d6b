"""What a line of the log holds in production: ids of request, person, business and job; never what somebody typed."""

import io
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from structlog.stdlib import ProcessorFormatter

from businesses.models import Role
from core.logs import configuration, processors, without_secrets
from jobs.actions import request_job
from jobs.work import run_job
from tests.factories import make_business, make_member, make_user

EMAIL = "nadia.marlow+tag@mail.example.com"
TOKEN = "Zq3kV8s0J1nYwE5rT7uXbC2dF4gH6jL9mNpQaSvWxYz"
SHORT = "k7Jq-word-9"
PASSWORD = "seven green windows"


class Lines:
    """What production would have written."""

    def __init__(self, stream: io.StringIO) -> None:
        self.stream = stream

    def __str__(self) -> str:
        return self.stream.getvalue()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in str(self).splitlines()]

    def of(self, event: str) -> dict[str, Any]:
        found = [line for line in self.all() if line["event"].startswith(event)]
        assert found, str(self)
        return found[-1]


def lines_of(json_lines: bool) -> Iterator[Lines]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(ProcessorFormatter(processors=processors(json_lines)))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield Lines(stream)
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def lines() -> Iterator[Lines]:
    yield from lines_of(True)


@pytest.fixture
def lines_for_people() -> Iterator[Lines]:
    yield from lines_of(False)


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def holds_nothing_typed(lines: Lines) -> None:
    said = str(lines).lower()
    for secret in (EMAIL, EMAIL.replace("@", "%40"), "marlow", TOKEN, SHORT, PASSWORD):
        assert secret.lower() not in said, said


@pytest.mark.django_db
@pytest.mark.urls("tests.operations.probe_urls")
@pytest.mark.parametrize("json_lines", [True, False])
def test_nothing_posted_and_no_path_is_in_any_line(browser: Client, json_lines: bool) -> None:
    source = lines_of(json_lines)
    lines = next(source)
    typed = {"email": EMAIL, "password": PASSWORD, "token": TOKEN}
    browser.post("/accounts/signup/", typed)
    browser.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    browser.get(f"/invitations/{TOKEN}/?email={EMAIL}")
    browser.post(f"/talk/{TOKEN}/?next={EMAIL}", {"email": EMAIL})
    for word in (TOKEN, SHORT, EMAIL, f"é-{SHORT}"):
        assert browser.get(f"/no-such-page/{word}/").status_code == 404
    if json_lines:
        assert browser.post(f"/fail/{SHORT}/", typed).status_code == 500
    assert browser.get("/", headers={"host": f"{SHORT}.{TOKEN}.example"}).status_code == 400
    Client(enforce_csrf_checks=True).post(f"/invitations/{TOKEN}/", typed)
    assert "Not Found" in str(lines)
    assert "/talk/<str:token>/" in str(lines)
    assert "answered" in str(lines)
    if json_lines:
        assert lines.all()
    holds_nothing_typed(lines)
    next(source, None)


@pytest.mark.django_db
@pytest.mark.urls("tests.operations.probe_urls")
def test_a_failure_is_told_by_kinds_and_places(browser: Client, lines: Lines) -> None:
    number = browser.post(f"/fail/{SHORT}/", {"email": EMAIL})["X-Request-Id"]
    line = lines.of("Internal Server Error")
    assert [each["kind"] for each in line["exception"]] == ["ValueError", "KeyError"]
    assert line["exception"][0]["at"][-1].startswith("operations/probe_urls.py:")
    assert (line["request_id"], line["level"]) == (number, "error")


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_ids(client: Client, lines: Lines) -> None:
    business = make_business(make_user(), name="Marlow")
    person = make_member(business, Role.VIEWER, make_user(email=EMAIL)).user
    client.force_login(person)
    answer = client.get(f"/b/{business.slug}/settings/")
    line = lines.of("answered")
    assert line["request_id"] == answer["X-Request-Id"]
    assert (line["user_id"], line["method"], line["status"]) == (person.pk, "GET", answer.status_code)
    assert line["route"] == "/b/<slug:slug>/settings/"
    assert line["time"].endswith("Z")
    holds_nothing_typed(lines)


@pytest.mark.django_db
def test_a_refusal_is_one_line_without_a_traceback(client: Client, lines_for_people: Lines) -> None:
    business = make_business(make_user())
    client.force_login(make_member(business, Role.VIEWER).user)
    assert client.get(f"/b/{business.slug}/settings/").status_code == 403
    assert "Forbidden" in str(lines_for_people)
    assert "Traceback" not in str(lines_for_people)


@pytest.mark.django_db
def test_the_business_is_named_by_its_id(client: Client, lines: Lines) -> None:
    owner = make_user(email=EMAIL)
    business = make_business(owner, name="Marlow")
    client.force_login(owner)
    client.get(f"/b/{business.slug}/settings/")
    assert lines.of("answered")["business_id"] == business.pk


@pytest.mark.django_db
def test_a_job_says_when_it_starts_and_ends_and_a_failing_one_does_not_quote(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def handler(business_id: int) -> None:
        raise ValueError(f"{EMAIL} {TOKEN}")

    monkeypatch.setattr("jobs.work.handler_at", lambda path: handler)
    job = request_job(kind="alignment", business_id=77, send_wake=False)
    run_job(job.pk)
    started, ended = lines.of("job started"), lines.of("job ended")
    assert started["job_id"] == ended["job_id"] == job.pk
    assert started["business_id"] == 77
    assert ended["outcome"] == "failed"
    assert lines.of("job ")["kind"] == "alignment"
    holds_nothing_typed(lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"to {EMAIL}, now", "to [address], now"),
        ("email=a%40b.example&x", "email=[address]&x"),
        ("at postgresql://app:word@10.0.0.1/db", "at postgresql://[secret]@10.0.0.1/db"),
        (f"got {TOKEN}.", "got [token]."),
        ("4f" * 32, "[token]"),
        ("task 0b7c5f0e-6d0a-4d6f-9a58-2c2b9a0f5a11 done", "task 0b7c5f0e-6d0a-4d6f-9a58-2c2b9a0f5a11 done"),
        ("a_name_of_a_function_in_our_own_code_which_is_long", "a_name_of_a_function_in_our_own_code_which_is_long"),
        ("3 @ 4 and @media", "3 @ 4 and @media"),
    ],
)
def test_what_looks_like_an_address_or_a_token_is_taken_out(text: str, expected: str) -> None:
    assert without_secrets(text) == expected


def test_a_traceback_on_ones_own_machine_is_whole(lines_for_people: Lines) -> None:
    try:
        raise ValueError(f"of {EMAIL}")
    except ValueError:
        logging.getLogger("x").exception("it failed")
    said = str(lines_for_people)
    assert " error x - it failed" in said
    assert "Traceback" in said
    assert "ValueError: of [address]" in said


def test_the_lines_of_the_web_server_look_the_same() -> None:
    found = configuration(json=True, level="INFO")
    assert found["loggers"]["gunicorn.error"]["handlers"] == ["stderr"]
    assert found["root"] == {"handlers": ["stderr"], "level": "INFO"}


@pytest.mark.parametrize("text", ["a" * 60_000, "a@" + "b" * 60_000, "a%40" * 15_000, "://" * 20_000, "a." * 30_000])
def test_a_long_header_takes_no_time(text: str) -> None:
    before = time.process_time()
    without_secrets(text)
    assert time.process_time() - before < 2


def test_addresses_side_by_side_are_all_taken_out() -> None:
    assert without_secrets(f"{EMAIL}'{EMAIL}, %22{EMAIL}") == "[address][address], [address]"
