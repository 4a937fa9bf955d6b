"""The history: by day, in words, 50 at a time, of everybody or one person."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.models import User
from businesses.audit import record
from businesses.models import AuditRow, Business, Role
from businesses.words import has_words, sentence
from tests.factories import make_business, make_member, make_user, see
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NOW = datetime(2026, 11, 23, 9, 14, tzinfo=UTC)
# Keys that are put together when the action runs: kind of element × verb.
KINDS = ("input", "step", "resource", "output", "outcome")


@pytest.fixture
def owner(client: Client) -> User:
    owner = make_user(name="Nadia")
    client.force_login(owner)
    return owner


@pytest.fixture
def business(owner: User) -> Business:
    with time_machine.travel(NOW - timedelta(days=500), tick=False):
        return make_business(owner, "Marlow")


def write(business: Business, actor: User | None, what: str, at: datetime, **fields: object) -> AuditRow:
    see(business)
    with time_machine.travel(at, tick=False):
        return record(business=business, actor=actor, what=what, **fields)  # type: ignore[arg-type]


def page(client: Client, business: Business, query: str = "") -> str:
    with time_machine.travel(NOW, tick=False):
        answer = client.get(f"/b/{business.slug}/history/{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"</?(?:bdi|b)>", "", answer.content.decode()))


def test_by_day_in_the_time_zone_of_the_business_and_in_words(client: Client, business: Business, owner: User) -> None:
    Business.objects.filter(pk=business.pk).update(time_zone="Pacific/Auckland")
    write(business, owner, "output_add", NOW - timedelta(hours=1), label="Lessons finished")
    write(business, None, "finding_return", NOW - timedelta(days=1), label="Busy, not working")
    write(
        business, owner, "output_edit", NOW - timedelta(days=400),
        before={"text": "Ads <b>", "version": 1}, after={"text": "Ads run", "version": 2},
    )  # fmt: skip
    text = page(client, business)
    assert "Nadia added the output “Lessons finished”" in text
    assert "Outcomes saw a finding come back: “Busy, not working”" in text
    assert "Nadia changed the output" in text
    assert "Ads &lt;b&gt;" in text
    assert "Ads run" in text
    assert "Version" not in text
    assert list(re.findall(r'<h2 id="day-[\d-]+">([^<]+)', text)) == [
        "Today",
        "Yesterday",
        "19 October 2025",
        "11 July 2025",
    ]
    assert ">21:14</time>" in text


def test_edits_of_one_thing_within_ten_minutes_are_told_as_one(client: Client, business: Business, owner: User) -> None:
    for n, minutes in enumerate((0, 5, 9, 30)):
        write(
            business, owner, "business_edit", NOW - timedelta(minutes=minutes), row=business,
            before={"name": f"before {n}"}, after={"name": f"after {n}"},
        )  # fmt: skip
    text = page(client, business)
    assert text.count("changed the settings of") == 2
    assert "before 2" in text
    assert "after 0" in text
    assert "after 1" not in text


def test_fifty_at_a_time(client: Client, business: Business, owner: User) -> None:
    for n in range(60):
        write(business, owner, "output_add", NOW - timedelta(minutes=n), label=f"Output {n:02}")
    first, second = page(client, business), page(client, business, "?page=2")
    assert "Output 00" in first
    assert "Output 49" in first
    assert "Output 50" not in first
    assert "?page=2" in first
    assert "Output 50" in second
    assert "Output 59" in second
    assert "?page=3" not in second
    assert "Nothing older" in page(client, business, "?page=9")


def test_of_one_person(client: Client, business: Business, owner: User) -> None:
    tomas = make_member(business, Role.EDITOR, make_user(name="Tomas")).user
    write(business, owner, "output_add", NOW, label="Hers")
    write(business, tomas, "output_add", NOW, label="His")
    assert "Hers" not in page(client, business, f"?by={tomas.pk}")
    assert "His" in page(client, business, f"?by={tomas.pk}")
    stranger = make_user()
    assert "Hers" in page(client, business, f"?by={stranger.pk}"), "a person who does not belong filters nothing"


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=-1", "?page=1e400", "?page=NaN", f"?page={'9' * 400}", "?by=x", "?page=<svg onload>"]
)
def test_strange_addresses_show_the_first_page(client: Client, business: Business, query: str) -> None:
    assert "made the business" in page(client, business, query)


@pytest.mark.parametrize("rows", [1, 30])
def test_queries(client: Client, business: Business, owner: User, rows: int) -> None:
    for n in range(rows):
        write(business, make_user(), "output_add", NOW - timedelta(minutes=n), label=f"Output {n}")
    client.get(f"/b/{business.slug}/history/")
    with count_queries(6):
        client.get(f"/b/{business.slug}/history/")


def test_every_key_that_an_action_writes_has_its_words() -> None:
    """A new action with a new noun or verb gives it a word in businesses/words.py."""
    root = Path(settings.BASE_DIR)
    apps = ("accounts", "businesses", "frameworks", "systems", "metrics", "reports", "workspace")
    source = "\n".join(file.read_text() for app in apps for file in sorted((root / app).rglob("*.py")))
    keys = set(re.findall(r'\bwhat="([a-z_]+)"', source))
    keys |= {f"{kind}_{verb}" for kind in KINDS for verb in re.findall(r'\bwhat=f"\{[\w.]+\}_([a-z_]+)"', source)}
    assert len(keys) >= 8
    assert sorted(key for key in keys if not has_words(key)) == []


def test_a_key_without_words_is_still_told() -> None:
    assert sentence("widget_frobnicate") == "frobnicate widget"


def test_more_with_scripts_is_days_alone(client: Client, business: Business, owner: User) -> None:
    for n in range(70):
        write(business, owner, "output_add", NOW - timedelta(minutes=n), label=f"Output {n:02}")
    first = page(client, business)
    assert f'hx-get="/b/{business.slug}/history/?page=2&amp;after=2026-11-23"' in first
    with time_machine.travel(NOW, tick=False):
        address = f"/b/{business.slug}/history/?page=2&after=2026-11-23"
        part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<title>" not in part
    assert "Output 69" in part
    assert "Output 49" not in part
    assert ">Today<" not in part  # that day's heading stands above already
    assert "Newer" not in part


def test_what_people_type_is_text(client: Client, business: Business, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(name="<u>N</u>")
    write(
        business, owner, "output_edit", NOW, label="<i>L</i>",
        before={"text": "<s>one</s>"}, after={"text": "<s>two</s>"},
    )  # fmt: skip
    text = page(client, business)
    for typed in ("u&gt;N", "i&gt;L", "s&gt;one", "s&gt;two"):
        assert f"&lt;{typed}" in text
    assert not re.search("<u>N|<i>L|<s>", text)


def test_a_row_is_light(client: Client, business: Business, owner: User) -> None:
    """performance.md, goal 4: at most 400 bytes a row."""
    none = len(page(client, business))
    for n in range(49):
        write(business, owner, "output_add", NOW - timedelta(minutes=n), label="Lessons finished a week, all of them")
    assert (len(page(client, business)) - none) / 49 < 400


def test_a_plan_is_told_in_words(client: Client, business: Business, owner: User) -> None:
    write(
        business, owner, "plan_set", NOW, label="Boilers that run",
        before={"since": "2026-08-24", "value": "90.000000", "low": None, "benchmark": ""},
        after={"since": "2026-11-23", "value": "1240.5", "low": None, "benchmark": None},
    )  # fmt: skip
    write(
        business, owner, "reading_correct", NOW, label="Calls in week 41",
        before={"value": "40"}, after={"value": "41", "period": "2026-10-05", "why": None},
    )  # fmt: skip
    write(
        business, owner, "metric_edit", NOW, label="Calls", before={"direction": "lower"}, after={"direction": "higher"}
    )
    text = page(client, business)
    assert re.findall(r"<dt>([^<]+)</dt>", text) == ["Better when", "Reading", "Holds from", "Plan"]
    for words in ("24 August 2026", "23 November 2026", ">90<", ">1,240.5<", ">Lower<", ">Higher<"):
        assert words in text


def test_a_name_that_looks_like_a_day_and_is_none(client: Client, business: Business, owner: User) -> None:
    write(
        business, owner, "metric_edit", NOW, label="Calls", before={"name": "2026-02-30"}, after={"name": "٢٠٢٦-٠٢-٠١"}
    )
    text = page(client, business)
    assert ">2026-02-30<" in text
    assert ">٢٠٢٦-٠٢-٠١<" in text
