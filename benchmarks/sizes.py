"""The largest business there may be, page by page (performance.md, "Limits of size"): how often each asks, and that
nothing takes more than a few seconds of CPU, server and database together.

One visit each after a first; seconds, not ratios, as there is no smaller thing to compare them with.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.database import analyze, real_database, server_cpu
from benchmarks.largest import largest
from benchmarks.table import Row, row

QUERIES = 14
PAGE, JOB, FILE = 3.0, 10.0, 10.0  # seconds


def run(quick: bool = False) -> list[Row]:
    """The table; quick and full are the same."""
    with real_database():
        return measure()


def measure() -> list[Row]:
    """Needs Django; see `real_database`."""
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from tests.conftest import connect_as
    from tests.factories import make_user
    from tests.queries import MARKS

    connect_as("DATABASE_URL")
    with transaction.atomic():
        owner = make_user("largest@example.com")
        business = largest(owner)
    analyze()
    clock = server_cpu()
    rows = [seconds("report, the first time", partial(report, business, timezone.now()), clock, JOB)]
    client = Client()
    client.force_login(owner)
    for name, (path, htmx) in addresses(business).items():
        ask = partial(client.get, path, headers={"HX-Request": "true"} if htmx else {})
        ask()
        with CaptureQueriesContext(connection) as captured:
            answer = ask()
        assert answer.status_code == 200, (path, answer.status_code)
        made = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(MARKS)]
        rows.append(seconds(name, ask, clock, PAGE))
        asked = sum('FROM "django_session"' not in sql for sql in made)
        rows.append(row("3", f"{name}: queries", asked, "", None, QUERIES))
        rows.append(row("4", f"{name}: bytes", len(answer.content), "", None, None))
    rows += [seconds(name, do, clock, limit) for name, (do, limit) in writes(business, owner).items()]
    return rows


def seconds(what: str, do: Callable[[], object], clock: Callable[[], float], limit: float) -> Row:
    """CPU of one go, both servers."""
    start = clock() + time.process_time() * 1e3
    do()
    return row("sizes", what, (clock() + time.process_time() * 1e3 - start) / 1e3, "s CPU", None, limit)


def report(business: Any, at: Any) -> None:
    """What the worker does after a change, all of it."""
    from reports.actions import compute_report

    assert compute_report(business_id=business.pk, at=at) is not None


def addresses(business: Any) -> dict[str, tuple[str, bool]]:
    """What is looked at, and whether htmx asks for it."""
    from django.urls import reverse

    from businesses.context import tenant
    from metrics.models import Metric
    from systems.models import Element, System

    slug = business.slug
    with tenant(business.pk):
        system = System.objects.filter(business=business).order_by("pk")[0]
        element = Element.objects.filter(system=system, kind="outcome").order_by("pk")[0]
        metric = Metric.objects.filter(business=business).order_by("pk")[0]
    inside = [slug, system.pk]
    drawer = reverse("workspace:element_detail", args=[*inside, element.kind, element.pk])
    return {
        "home": (reverse("workspace:home", args=[slug]), False),
        "map": (reverse("workspace:map", args=[slug]), False),
        "map, as a list": (reverse("workspace:map", args=[slug]) + "?view=list", False),
        "map, one system again": (reverse("workspace:map_system", args=inside), True),
        "system": (reverse("workspace:system_detail", args=inside), False),
        "element": (drawer, False),
        "drawer": (drawer, True),
        "alignment": (reverse("workspace:alignment", args=[slug]), False),
        "check-in": (reverse("metrics:check_in", args=[slug]), False),
        "first numbers": (reverse("metrics:first_numbers", args=[slug]), False),
        "metric": (reverse("metrics:metric_detail", args=[slug, metric.pk]), False),
        "coverage": (reverse("workspace:coverage", args=[slug]), False),
        "jump": (reverse("workspace:jump", args=[slug]) + "?q=number", True),
        "businesses": (reverse("workspace:business_list"), False),
    }


def writes(business: Any, owner: Any) -> dict[str, tuple[Callable[[], object], float]]:
    """What is done to it, each with its limit in seconds."""
    return {
        "report, after one change": (partial(changed, business, owner), JOB),
        "a link more, with the map that is read for it": (partial(linked, business, owner), PAGE),
        "review begun: a version of the whole map": (partial(reviewed, business, owner), PAGE),
        "file of it all": (partial(exported, business), FILE),
    }


def changed(business: Any, owner: Any) -> None:
    """One text, and the report anew."""
    from django.utils import timezone

    from businesses.context import tenant
    from systems.actions import edit_element
    from systems.models import Element

    with tenant(business.pk):
        element = Element.objects.filter(business=business, kind="output").order_by("pk")[0]
        edit_element(business=business, actor=owner, element=element, version=element.version, text="Said better")
    report(business, timezone.now())


def linked(business: Any, owner: Any) -> None:
    """The answer is that there is no room: the whole map is read before."""
    from django.test import Client
    from django.urls import reverse

    from businesses.context import tenant
    from systems.models import Element

    with tenant(business.pk):
        output = Element.objects.filter(business=business, kind="output").order_by("pk")[0]
        outcome = Element.objects.filter(business=business, kind="outcome").order_by("-pk")[0]
    client = Client()
    client.force_login(owner)
    url = reverse("systems:link_add", args=[business.slug, output.pk, "leads-to"])
    answer = client.post(url, {"other": outcome.pk, "sign": "1"}, headers={"HX-Request": "true"})
    assert answer.status_code == 422, answer.status_code


def reviewed(business: Any, owner: Any) -> None:
    from businesses.context import tenant
    from reviews.actions import start_review

    with tenant(business.pk):
        start_review(business=business, reviewer=owner)


def exported(business: Any) -> None:
    from django.utils import timezone

    from archive.export import export_business
    from businesses.context import tenant

    with tenant(business.pk):
        for _ in export_business(business=business, at=timezone.now(), told={}):
            pass
