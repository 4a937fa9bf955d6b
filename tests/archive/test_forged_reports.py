"""Whatever is put into a report of a file: it is refused with its place, or the pages that show it can."""

import json
import os
import random
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from archive.errors import Unreadable
from archive.results import CASE, RESULT, check_report
from businesses.context import tenant
from businesses.models import Business
from core.numbers import SPACE
from reports.models import Report
from tests.archive.declared import Same
from tests.archive.test_refusals import inside, refused, signed
from workspace.sample.actions import compute_now, reset_demo

pytestmark = pytest.mark.django_db

Told = dict[str, Any]
TRIES = 150
GONE = object()
# One of each kind of value, and the worst of some.
INSTEAD: tuple[Any, ...] = (
    GONE,
    None,
    True,
    -1,
    10**400,
    0.5,
    1e300,
    -1e21,
    "",
    "e999999",
    "x",
    [],
    [None],
    {},
    {"x": 1},
)
PAGES = ("", "alignment/", "map/", "digest/preview/", "check-in/", "actions/")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in it; of each list the first entry and the last."""
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for n in sorted({0, len(value) - 1} if value else set()):
            yield from places(value[n], (*path, n))


def forged(report: Told, path: tuple[Any, ...], value: Any) -> Told | None:
    """The report with this value there; None where it would be the same."""
    found = deepcopy(report)
    place: Any = found
    for step in path[:-1]:
        place = place[step]
    was = place[path[-1]]
    if value is GONE:
        del place[path[-1]]
    elif type(was) is type(value) and was == value:
        return None
    else:
        place[path[-1]] = value
    return found


def taken(report: Told) -> bool:
    """Whether an import would take it; also when it is refused without a place. Anything but Unreadable is a fault."""
    try:
        check_report({"case": CASE.mapped(report["case"], Same()), "result": RESULT.mapped(report["result"], Same())})
    except Unreadable as refusal:
        return not refusal.place
    return True


@pytest.fixture
def sample(db: None) -> Business:
    """The richest report there is, in a business that writes its numbers in another form than the engine."""
    now = timezone.now()
    business = reset_demo(password="marlow-sample", at=now)
    compute_now(business=business, at=now)
    with tenant(business.pk):
        Business.objects.filter(pk=business.pk).update(number_format=SPACE)
    return business


def test_pages_show_every_report_that_is_taken(sample: Business, client: Client) -> None:
    """A sample of all places and values, another in each run but told by its seed; FORGED=all tries them all."""
    seed = date.today().toordinal()
    client.force_login(User.objects.get(email="nadia@example.com"))
    client.raise_request_exception = False
    with tenant(sample.pk):
        row = Report.objects.filter(business=sample).latest("pk")
    report = {"case": row.case, "result": row.result}
    assert taken(report)
    tries = [(path, value) for path in places(report) if len(path) > 1 for value in INSTEAD]
    if os.environ.get("FORGED") != "all":
        tries = random.Random(seed).sample(tries, TRIES)
    refused, odd = 0, []
    for path, value in tries:
        changed = forged(report, path, value)
        if changed is None or not taken(changed):
            refused += 1
            continue
        with tenant(sample.pk):
            Report.objects.filter(pk=row.pk).update(**changed)
        answers = {page: client.get(f"/b/{sample.slug}/{page}").status_code for page in PAGES}
        odd += [(path, value, page, status) for page, status in answers.items() if status != 200]
    assert odd == [], f"seed {seed}"
    assert refused > len(tries) / 3


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("result.quadrant", 7, "reports[1].result.quadrant: must be text"),
        ("result.quadrant", "splendid", "reports[1].result.quadrant: must be one of working"),
        ("result.alignment.proven", "1", "reports[1].result.alignment.proven: must be a number"),
        ("result.alignment.proven", 10**400, "reports[1].result.alignment.proven: must be from -1 to 1e+06"),
        ("result.alignment.new", 1, "reports[1].result.alignment.new: unknown key"),
        ("result.metrics", {}, "reports[1].result.metrics: must tell of the metrics of the case and of no other"),
        ("result.systems", {"s1": {}}, "reports[1].result.systems.s1.effectiveness: is missing"),
        ("result.links", [], "reports[1].result.links: must tell of the links of the case, in their order"),
        ("result.findings.0.kind", "nonsense", "reports[1].result.findings[0].kind: must be one of"),
        ("result.findings.0.title", None, "reports[1].result.findings[0].title: must be text"),
        ("result.findings.0.numbers", {}, "reports[1].result.findings[0].numbers: are not those of this kind"),
        ("result.first_broken.system", "s999", "there is no system 999"),
        ("case.metrics.0.values", [True], "reports[1].case.metrics[0].values"),
        ("case.metrics.0.id", "x", 'reports[1].case.links[0].from: there is no metric "e2"'),
        ("case.metrics.0.values.0", 1e300, "reports[1].case.metrics[0].values[0]: must be from -1e+21 to 1e+21"),
        ("case.cadence", "hourly", "reports[1].case.cadence: "),
    ],
)
def test_a_forged_report_is_refused_with_its_place(text: str, path: str, value: Any, words: str) -> None:
    told = json.loads(text)
    inside("reports", 1, path, value)(told)
    refused(signed(told), words)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("latest.title", 5, "findings[0].latest.title: must be text"),
        ("latest.kind", "false_productivity", "findings[0].latest.numbers: are not those of this kind of finding"),
        ("latest.severity", None, "findings[0].latest.severity: must be a number"),
    ],
)
def test_a_forged_finding_is_refused_with_its_place(text: str, path: str, value: Any, words: str) -> None:
    told = json.loads(text)
    inside("findings", 0, path, value)(told)
    refused(signed(told), words)
