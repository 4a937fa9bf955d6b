"""How often each page asks the database, at 10 and at 1,000 rows, and at 1 and 100 businesses (performance.md goal 3).

Counted as in production, like tests/security/test_queries.py: the session comes from the cache, marks of transactions
are none.
"""

from benchmarks.crowd import Crowd
from benchmarks.database import real_database
from benchmarks.grown import addresses, grown
from benchmarks.table import Row, row

SMALL, LARGE, METRICS, BUSINESSES, CROWD = 10, 1_000, 100, 100, 100
LISTS: tuple[str, ...] = ("actions", "history", "removed", "reviews", "businesses", "team", "check-in", "metric")
LISTS += ("numbers", "practice team", "comments", "readings")
WITH_PARTS = ("actions", "history", "removed", "reviews", "team", "businesses")
PAGE, PART, TOGETHER = 6, 4, 14


def run(quick: bool = False) -> list[Row]:
    """The table of goal 3; quick and full are the same."""
    with real_database():
        return measure()


def measure() -> list[Row]:
    """Needs Django; see `real_database`."""
    place = grown()
    crowd = Crowd(place)
    pages = {**addresses(place), **crowd.addresses()}
    place.everything(SMALL)
    crowd.everything(SMALL, 1)
    place.metrics(SMALL)
    small = counted(place.owner, pages)
    place.everything(LARGE)
    place.metrics(METRICS)
    place.businesses(BUSINESSES)
    crowd.everything(CROWD, BUSINESSES)
    large = counted(place.owner, pages)
    rows = []
    for (name, part), number in large.items():
        most = PART if part else PAGE if name in LISTS else TOGETHER
        what = f"{name}{': more of it' if part else ''}"
        rows.append(row("3", f"{what}: queries", number, "", None, most))
        rows.append(
            row("3", f"{what}: further ones at a hundred times the size", number - small[name, part], "", None, 0)
        )
    return rows


def counted(owner: object, pages: dict[str, str]) -> dict[tuple[str, bool], int]:
    """By page, and whether htmx asked."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.queries import MARKS

    client, found = Client(), {}
    client.force_login(owner)  # type: ignore[arg-type]
    for name, path in pages.items():
        for part in (False, True) if name in WITH_PARTS else (False,):
            headers = {"HX-Request": "true"} if part else {}
            client.get(path, headers=headers)  # the first visit of the day writes that somebody was here
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(path, headers=headers)
            assert answer.status_code == 200, (path, answer.status_code)
            asked = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(MARKS)]
            found[name, part] = sum('FROM "django_session"' not in sql for sql in asked)
    return found
