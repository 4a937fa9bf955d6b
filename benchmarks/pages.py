"""Each main page against a bare Django page in the same process: CPU, queries, bytes (performance.md goals 1, 3, 4)."""

from datetime import UTC, datetime
from functools import partial

from benchmarks.database import real_database
from benchmarks.table import Row, cpu_per_call, row

LISTS = ("actions", "check-in", "history", "team")
COMPOSED = ("home", "map", "alignment", "system", "metric", "numbers")


def run(quick: bool = False) -> list[Row]:
    """The table of pages, for the sample business grown to lists of 100 rows."""
    with real_database():
        return measure(12 if quick else 40)


def measure(runs: int) -> list[Row]:
    """Needs Django; see `real_database`."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from benchmarks import bare
    from tests.conftest import connect_as
    from workspace.sample.actions import compute_now, reset_demo

    bare.prepare()
    call_command("grant_app_role", "outcomes_app", verbosity=0)
    connect_as("DATABASE_URL")
    now = datetime.now(UTC)
    business = reset_demo(password="bench", at=now)
    compute_now(business=business, at=now)
    addresses = grow(business)
    user = User.objects.get(email="nadia@example.com")

    with override_settings(ROOT_URLCONF="benchmarks.bare", MIDDLEWARE=bare.MIDDLEWARE):
        client = Client()
        client.force_login(user)
        base = cpu_per_call(lambda: client.get("/bare/"), runs)
    rows = [row("–", "bare page, 100 rows", base, "ms CPU", None, None)]
    client = Client()
    client.force_login(user)
    for name, path in addresses.items():
        client.get(path)  # the first visit of the day writes that somebody was here
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        assert answer.status_code == 200, (name, answer.status_code)
        made = [
            q for q in queries.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
        ]
        listing = name in LISTS
        rows.append(row("1", f"{name}: CPU", cpu_per_call(partial(client.get, path), runs), "ms CPU", base, None))
        rows.append(row("3", f"{name}: queries", len(made), "", None, 6 if listing else 14))
        rows.append(row("4", f"{name}: HTML", len(answer.content) / 1e3, "kB", None, 60 if listing else None))
    return rows


def grow(business: object) -> dict[str, str]:
    """A hundred actions; the addresses of the main pages."""
    from django.urls import reverse

    from businesses.context import tenant
    from businesses.models import Business
    from metrics.models import Metric
    from reports.models import Action
    from systems.models import System

    assert isinstance(business, Business)
    with tenant(business.pk):
        Action.objects.bulk_create(
            Action(business=business, text=f"Ask graduate {i} what stopped them") for i in range(100)
        )
        system = System.objects.get(name="Delivery")
        metric = Metric.objects.get(name="Graduates whose ads pay")
    slug = business.slug
    return {
        "home": reverse("workspace:home", args=[slug]),
        "map": reverse("workspace:map", args=[slug]),
        "alignment": reverse("workspace:alignment", args=[slug]),
        "system": reverse("workspace:system_detail", args=[slug, system.pk]),
        "metric": reverse("metrics:metric_detail", args=[slug, metric.pk]),
        "numbers": reverse("metrics:first_numbers", args=[slug]),
        "check-in": reverse("metrics:check_in", args=[slug]),
        "actions": reverse("reports:action_list", args=[slug]),
        "history": reverse("businesses:log", args=[slug]),
        "team": reverse("businesses:team", args=[slug]),
    }
