"""A file that is not as it must be is refused in one line that names the place, and nothing is written."""

import itertools
import json
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from archive.document import Tally, line
from archive.errors import Unreadable
from archive.reading import SECTIONS, examined
from businesses.models import AuditRow, Business
from jobs.models import Job
from tests.archive.world import imported

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

File = dict[str, Any]


def signed(told: File) -> str:
    """The file with counts and checksums that are right for what is in it now, as somebody who forges one would do."""
    for name in SECTIONS:
        tally = Tally()
        for row in told[name]:
            tally.add(line(row))
        told["manifest"]["sections"][name] = tally.told()
    return json.dumps(told, indent=1)


def refused(text: str, words: str) -> None:
    before = (Business.objects.count(), AuditRow.objects.count(), Job.objects.count())
    with pytest.raises(Unreadable) as caught:
        imported(text, slug="again")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert (Business.objects.count(), AuditRow.objects.count(), Job.objects.count()) == before


def test_another_layout_of_the_same_file_is_taken(text: str) -> None:
    assert imported(json.dumps(json.loads(text), indent=3, ensure_ascii=True), slug="again").slug == "again"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.replace('"outcomes-business"', '"something-else"'), "format: is not"),
        (lambda t: t.replace('"version": 1', '"version": 2'), "version: 2: this site reads version 1"),
        (lambda t: t.replace('"version": 1', '"version": true'), "this site reads version 1"),
        (lambda t: t[: len(t) // 2], "ends too early"),
        (lambda t: t[:-3], "ends too early"),
        (lambda t: "", "ends too early"),
        (lambda t: "hello", "ends too early or is no JSON"),
        (lambda t: t + "{}", "something behind the end"),
        (lambda t: t.replace('"value":"51"', '"value":"52"', 1), "count or checksum differs"),
        (lambda t: t.replace('"value":"44.25"', '"value":NaN', 1), "NaN is no number"),
        (lambda t: t.replace('"value":"44.25"', '"value":1e999', 1), "is no number that can be kept"),
        (lambda t: t.replace('"id":1,', '"id":1,"id":1,', 1), "id: stands twice"),
        (lambda t: t.replace('"skips": [', '"skipps": ['), "expected 'skips'"),
        (lambda t: t.replace("\n{", "\n" + "[" * 9000 + "{", 1), "nested too deep"),
        (lambda t: t.replace('"Ads pay"', '"Ads \\u0000 pay"'), "the character NUL"),
        (lambda t: t.replace('"Ads pay"', '"Ads \\ud800 pay"'), "half a character"),
    ],
)  # fmt: skip
def test_what_is_no_such_file(text: str, change: Callable[[str], str], words: str) -> None:
    changed = change(text)
    assert changed != text
    refused(changed, words)


def test_what_is_no_text(text: str) -> None:
    with pytest.raises(Unreadable, match="not UTF-8"):
        examined(BytesIO(text.encode("utf-16")))


def put(section: str, n: int, /, **values: Any) -> Callable[[File], None]:
    """Change a row."""

    def change(told: File) -> None:
        assert told[section][n].keys() >= values.keys() - {"new"}
        told[section][n].update(values)

    return change


def inside(section: str, n: int, path: str, value: Any) -> Callable[[File], None]:
    """Change something deep in a row."""

    def change(told: File) -> None:
        *steps, last = path.split(".")
        place = told[section][n]
        for step in steps:
            place = place[int(step) if step.isdigit() else step]
        place[int(last) if last.isdigit() else last] = value

    return change


def many(section: str, count: int, **values: Any) -> Callable[[File], None]:
    """The first row again and again."""

    def change(told: File) -> None:
        first = told[section][0]
        start = len(told[section])
        told[section] += [{**first, **values, "id": start + n} for n in range(1, count + 1)]

    return change


def links(count: int) -> Callable[[File], None]:
    """So many, each between two outcomes of their own."""

    def change(told: File) -> None:
        first = next(row for row in told["elements"] if row["kind"] == "outcome" and row["removed_at"] is None)
        held = len(told["elements"])
        made = [{**first, "id": held + n} for n in range(1, 101)]
        told["elements"] += made
        pairs = itertools.islice(itertools.permutations([row["id"] for row in made], 2), count)
        claim, held = told["contributions"][0], len(told["contributions"])
        told["contributions"] += [
            {**claim, "id": held + n, "source": a, "target": b} for n, (a, b) in enumerate(pairs, 1)
        ]

    return change


def test_an_object_of_very_many_keys_of_which_one_stands_twice(text: str) -> None:
    keys = ",".join(f'"k{n}":0' for n in range(200_000))
    before = time.process_time()
    refused(text.replace('"id":1,', f'"id":1,{keys},"k199999":0,', 1), "stands twice")
    assert time.process_time() - before < 10


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("elements", 0, new=1), "elements[0].new: unknown key"),
        (lambda told: told["elements"][2].pop("text"), "elements[2].text: is missing"),
        (put("elements", 0, id=7), "elements[0]: must be an object whose id is 1"),
        (put("elements", 0, text="x" * 301), "elements[0].text: must have at most 300 characters; this has 301"),
        (put("readings", 3, note="x" * 10_001), "readings[3].note: must have at most 10,000 characters"),
        (put("elements", 0, kind="thing"), "elements[0].kind: must be one of input, step"),
        (put("elements", 0, kind=None), "elements[0].kind: must not be null"),
        (put("elements", 0, must_do=1), "elements[0].must_do: must be true or false"),
        (put("elements", 0, system=99), "elements[0].system: there is no system 99"),
        (put("elements", 0, system=0), "there is no system 0"),
        (put("elements", 0, system="1"), "must be an id of this file"),
        (put("elements", 0, owner=3), "elements[0].owner: there is no membership 3"),
        (put("readings", 0, metric=4), "readings[0].metric: there is no metric 4"),
        (put("readings", 0, recorded_by=9), "readings[0].recorded_by: there is no person 9"),
        (put("readings", 0, value="1.2345678"), "readings[0].value: Ensure that there are no more than 6 decimal"),
        (put("readings", 0, value="1234567890.123456"), "readings[0].value: must have at most 15 digits"),
        (put("readings", 0, value="Infinity"), 'readings[0].value: must be a decimal in quotes, like "12.5"'),
        (put("readings", 0, value="1e5"), "must be a decimal in quotes"),
        (put("readings", 0, value=12.5), "must be a decimal in quotes"),
        (put("readings", 0, period="2026-11-31"), "readings[0].period: must be a day like"),
        (put("readings", 0, recorded_at="2026-11-23T08:00:00"), "must be a moment with its offset"),
        (put("readings", 0, version=-1), "readings[0].version: Ensure this value is greater"),
        (put("reports", 0, case=[]), "reports[0].case: must be an object"),
        (inside("reports", 0, "case.metrics.0.new", 1), "reports[0].case.metrics[0].new: unknown key"),
        (inside("reports", 1, "case.metrics.0.id", "e99"), "reports[1].case.metrics[0].id: there is no element 99"),
        (inside("reports", 1, "result.links", {}), "reports[1].result.links: must be a list"),
        (put("findings", 0, key="x:e77>e1"), "findings[0].key: there is no element 77"),
        (inside("map_versions", 0, "content.elements.0.id", 99), "map_versions[0].content.elements[0].id: there is"),
        (inside("map_versions", 0, "content.goal", "3"), "map_versions[0].content.goal: must be an id"),
        (put("history", 3, object_id=99), "history[3]: there is no engagement 99"),
        (put("business", 0, first_day=9), "business[0].first_day: must be one of"),
        (put("business", 0, time_zone="Mars/Olympus"), "business[0].time_zone: must be a time zone"),
        (put("business", 0, goal=1), "business: the goal must be an outcome"),
        (put("contributions", 0, source=5), "contributions: must lead from an output"),
        (put("serves", 0, step=2), "serves: must lead from a step"),
        (put("flows", 0, input=2), "flows: must lead from an output to another system's input"),
        (put("metrics", 0, element=5), "metrics: must be of an input"),
        (put("metrics", 2, is_main=True), "metrics: the database refuses these rows"),
        (put("readings", 1, period="2026-04-27"), "readings: the database refuses these rows"),
        (put("threads", 0, element=6), "threads: must be about a system or something in it"),
        (put("suggestions", 0, element=3), "suggestions: must be about what the comment is about"),
        (put("people", 0, email="Big@Example.com"), "people[0].email: must be an address in small letters"),
        (put("people", 1, email="former@example.com"), "people[1].email: former@example.com stands twice"),
        (put("people", 1, email="nobody"), "must be an address"),
        (put("members", 0, role="viewer"), "members: nobody owns this business"),
        (put("members", 0, role="god"), "members[0]: must be a person of this file with a role"),
        (put("members", 1, user=7), "members[1]: must be a person of this file"),
        (put("members", 1, user=3), "members: the database refuses these rows"),
        (put("frameworks", 0, key="other"), "frameworks[0]: edition 2 of 'other' is not in the library"),
        (put("frameworks", 0, edition=77), "frameworks[0]: edition 77 of 'outcome-optimization' is not in the library"),
        (put("frameworks", 0, sha256="0"), "frameworks[0]: edition 2 of 'outcome-optimization' says something else"),
        (put("consultants", 0, new=1), "consultants[0]: must hold"),
        (many("business", 1), "business: must be one"),
        (many("elements", 2000, removed_at=None), "elements: a business holds at most 2,000; these are 2,006"),
        (links(5_000), "contributions: a business holds at most 5,000; these are 5,0"),
        (many("metrics", 501, is_main=False, state="active"), "metrics: a business holds at most 500"),
        (many("systems", 51, removed_at=None), "systems: a business holds at most 50"),
        (lambda told: told["manifest"]["gone"].update(contribution=0), "manifest.gone: must be counts"),
        (lambda told: told["manifest"]["gone"].update(reading=9_999_999), "manifest.gone: is more than this file can"),
        (
            lambda told: told["manifest"]["gone"].update(business=5_000),
            "gone.business: a file speaks of no other",
        ),
        (put("people", 1, email="a@" + "." * 200_000 + "<"), "people[1].email: must be an address"),
        (lambda told: told["manifest"]["gone"].update(unicorn=1), "manifest.gone.unicorn: is nothing that a business"),
        (lambda told: told["manifest"]["gone"].pop("contribution"), "there is no contribution 3 in this file"),
        (lambda told: told["about"].pop("engine"), "about: must hold"),
    ],
)
def test_a_forged_file(text: str, change: Callable[[File], None], words: str) -> None:
    """Also with checksums that are right."""
    told = json.loads(text)
    change(told)
    refused(signed(told), words)
