"""Each main page against the bare Django page in the same process: CPU of both servers, and bytes (performance.md goals
1 and 4). Lists show a hundred rows; the others are the sample business as it is.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.crowd import Crowd
from benchmarks.database import analyze, as_owner, real_database, server_cpu
from benchmarks.grown import Grown, addresses, grown
from benchmarks.table import Row, cpu_in_turn, row

ROWS, FEW = 100, 20
LISTS = ("actions", "history", "removed", "reviews", "businesses", "team", "check-in")
FROM_NONE = ("businesses", "check-in")  # these lists had none of the hundred before they grew
WITH_PARTS = ("actions", "history", "removed", "reviews", "team", "businesses")
PART = {"actions": "&part=open", "history": "?page=2"}  # what of a list htmx asks more of
CARDS, CARD_BYTES = 18, 2_450  # shown at once, and what each weighs (docs/decisions/134)
DOOR = 3  # queries
PAGE, PART_OF_IT, ROW_BYTES, LIST_BYTES = 1.5, 1.0, 400, 60_000
# A form of a hundred fields has bounds of its own (docs/decisions/133): CPU, bytes a row, bytes.
FORMS = {"check-in": (5.5, 1_600, 200_000)}


def run(quick: bool = False) -> list[Row]:
    """The table of pages."""
    with real_database():
        return measure(15 if quick else 60)


def measure(runs: int) -> list[Row]:
    """Needs Django; see `real_database`."""
    from django.core.management import call_command
    from django.test import Client, override_settings

    from benchmarks import bare

    with as_owner():
        bare.prepare()
        call_command("grant_app_role", "outcomes_app", verbosity=0)
    place = grown()
    crowd = Crowd(place)
    pages = {**addresses(place), **crowd.addresses()}
    client, plain = Client(), Client()
    client.force_login(place.owner)
    plain.force_login(place.owner)
    with override_settings(MIDDLEWARE=[*bare.MIDDLEWARE, "benchmarks.bare.own_addresses"]):
        plain.get("/bare/")  # a client keeps the middleware of its first request
    rows: list[Row] = []
    place.everything(FEW)
    crowd.everything(FEW, FEW)
    few = {name: size_of(client, pages[name]) for name in LISTS}
    grow(place)
    crowd.everything(ROWS, ROWS)
    analyze()
    clock = server_cpu()
    rows += stack(place, plain, runs, clock)
    for name, path in pages.items():
        client.get(path)  # the first visit of the day writes that somebody was here
        calls = [partial(plain.get, "/bare/"), partial(client.get, path)]
        if name in WITH_PARTS:
            further = path + PART.get(name, "")
            calls.append(partial(client.get, further, headers={"HX-Request": "true"}))
        base, page, *part = cpu_in_turn(calls, runs, clock)
        listing = name in LISTS
        most_cpu, row_bytes, list_bytes = FORMS.get(name, (PAGE, ROW_BYTES, LIST_BYTES))
        rows.append(row("1", f"{name}: page", page, "ms CPU", base, most_cpu if listing else None))
        rows += [row("1", f"{name}: more of it with htmx", cpu, "ms CPU", base, PART_OF_IT) for cpu in part]
        size = size_of(client, path)
        if listing:
            per_row = (size - few[name]) / (ROWS if name in FROM_NONE else ROWS - FEW)
            rows.append(row("4", f"{name}: bytes a row", per_row, "", None, row_bytes))
        rows.append(row("4", f"{name}: bytes", size, "", None, list_bytes if listing or name == "clients" else None))
    card = client.get(pages["clients"] + f"?shown={2 * CARDS}&part=1", headers={"HX-Request": "true"})
    rows.append(row("4", "clients: bytes a card", len(card.content) / CARDS, "", None, CARD_BYTES))
    return rows


def stack(place: Grown, plain: Any, runs: int, clock: Callable[[], float]) -> list[Row]:
    """What the door costs before any page begins: session, person, business and what they may."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext

    from tests.queries import MARKS

    client, there = Client(), f"/b/{place.business.slug}/me/"
    client.force_login(place.owner)
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, "benchmarks.bare.own_addresses"]):
        assert client.get(there).status_code == 200
    base, ours = cpu_in_turn([partial(plain.get, "/bare/me/"), partial(client.get, there)], runs * 2, clock)
    with CaptureQueriesContext(connection) as captured:
        client.get(there)
    asked = sum(not q["sql"].startswith(MARKS) for q in captured.captured_queries)
    return [
        row("besides", "signed in, at the door of a business", ours, "ms CPU", base, PAGE),
        row("besides", "signed in, at the door of a business: queries", asked, "", None, DOOR),
    ]


def size_of(client: object, path: str) -> int:
    """Bytes of HTML."""
    from django.test import Client

    assert isinstance(client, Client)
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return len(answer.content)


def grow(place: Grown) -> None:
    """A hundred rows in each list; the history shows its hundred on one page here."""
    from businesses import log

    log.PAGE = ROWS
    place.everything(ROWS)
    place.metrics(ROWS)
    place.businesses(ROWS)
