"""From a first map to its first numbers: what the pages say before there is one, and when only some are there."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from businesses.models import Business, Role
from reports.actions import compute_report
from tests.factories import (
    make_business,
    make_contribution,
    make_element,
    make_member,
    make_metric,
    make_system,
    make_user,
    see,
)
from tests.pages import flat

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NEWEST = {"weekly": date(2026, 11, 16), "monthly": date(2026, 10, 1)}
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def first_map(client: Client, cadence: str = "weekly", counts: tuple[int | None, ...] = (None, None)) -> Business:
    """Two systems with an output and an outcome each; `counts`: how many readings the first system's have."""
    owner = make_user()
    business = make_business(owner, main_cadence=cadence)
    for position, name in enumerate(("Phone", "Visits")):
        system = make_system(business, name, position=position)
        for kind, count in zip(("output", "outcome"), counts, strict=True):
            values = [20 if kind == "output" else 8.5] * count if count and not position else []
            element = make_element(system, kind, f"{name} {kind}")
            metric = f"{name} {kind}s"
            make_metric(element, metric, plan=20, values=values, newest=NEWEST[cadence], cadence=cadence)
            if kind == "output":
                made = element
        make_contribution(made, element)
    see(business)
    compute_report(business_id=business.pk, at=NOW)
    client.force_login(owner)
    return business


def page(client: Client, business: Business, address: str) -> str:
    return flat(client.get(f"/b/{business.slug}/{address}").content.decode()).split("<main", 1)[1]


@pytest.mark.parametrize("view", ["map/", "map/?view=list"])
@pytest.mark.parametrize(("cadence", "enough"), [("weekly", "Four weeks"), ("monthly", "Three months")])
def test_the_map_leads_on_to_the_numbers_until_there_is_one(
    client: Client, view: str, cadence: str, enough: str
) -> None:
    said = page(client, first_map(client, cadence), view)
    span = enough.split()[1]
    assert f"Next, its numbers: the last eight {span} of each" in said
    assert f"{enough} are enough for a first verdict" in said
    assert "Enter your numbers" in said
    assert "Your map is drawn" not in page(client, first_map(client, cadence, (1, None)), view)


def test_who_may_not_enter_numbers_is_not_sent_to_them(client: Client) -> None:
    business = first_map(client)
    client.force_login(make_member(business, Role.VIEWER).user)
    for address in ("", "map/"):
        assert "/numbers/" not in page(client, business, address)


def test_home_says_that_the_map_is_ready_and_offers_the_grid_first(client: Client) -> None:
    said = page(client, first_map(client), "")
    assert "Your map is ready." in said
    assert "Record your first readings to see what it does: four weeks are enough" in said
    assert "Too early to tell.<" not in said
    assert said.index("Your first numbers") < said.index("Check-in for week")
    assert said.count("btn--go") == 1


def test_home_of_a_month_asks_for_months(client: Client) -> None:
    said = page(client, first_map(client, "monthly", (1, 1)), "")
    assert "Enter the last eight months at once" in said
    assert "Three months are enough for a verdict" in said
    assert "Three months are enough for a first verdict" in page(client, first_map(client, "monthly"), "numbers/")


def test_who_entered_eight_weeks_of_one_thing_is_not_told_that_none_are_in(client: Client) -> None:
    business = first_map(client, counts=(8, None))
    for address in ("", "alignment/", "map/"):
        said = page(client, business, address)
        assert "no number yet for phone outcomes" in said, address
        assert "0 of the 4 readings" not in said, address
    said = page(client, business, "alignment/")
    assert "There is no number yet for phone outcomes and 2 others." in said
    assert "no numbers for phone outcomes" not in said.split("Work done against", 1)[0]


def test_nothing_known_is_a_dash_and_not_from_0_to_100(client: Client) -> None:
    said = page(client, first_map(client, counts=(8, None)), "alignment/")
    assert "0 to 100<" not in said
    assert "Visits: nothing known yet. It can only be judged with numbers for visits outputs" in said
    assert "Phone: produced 100, changed not known yet." in said


def test_the_points_apart_are_those_of_the_printed_scores(client: Client) -> None:
    """A change of 42.5 reads 42: the pages say 58 apart and a gap of 58, not 57 here and 58 there."""
    business = first_map(client, counts=(8, 8))
    said = page(client, business, "alignment/")
    scores = re.search(r">Phone</a>.*?scores__n[^>]*>(\d+)<.*?scores__n[^>]*>(\d+)<.*?<b>(\d+)</b>", said)
    assert scores
    produced, changed, apart = (int(n) for n in scores.groups())
    assert (produced, changed, apart) == (100, 42, 58)
    assert '<b class="num">58</b>points apart' in said
    assert "Gap of 58 points" in page(client, business, "")


def test_off_track_and_working_at_once_is_explained_where_it_is_read(client: Client) -> None:
    """Health is of today; the verdict is left only under 65. Beside each other they would contradict one another."""
    owner = make_user()
    business = make_business(owner)
    client.force_login(owner)
    systems = {}
    for position, (name, now) in enumerate((("Repairs", 14), ("Phone", 20))):
        system = systems[name] = make_system(business, name, position=position)
        for kind, values in (("output", [20] * 12), ("outcome", [20] * 8 + [now] * 4)):
            make_metric(make_element(system, kind, f"{name} {kind}"), plan=20, values=values, newest=NEWEST["weekly"])
    see(business)
    compute_report(business_id=business.pk, at=NOW)
    address = f"systems/{systems['Repairs'].pk}/"
    said = page(client, business, address)
    assert "Off track</span>Working" in said
    assert "stays “Working” until a score has fallen under 65." in said
    drawer = flat(client.get(f"/b/{business.slug}/{address}", headers={"HX-Request": "true"}).content.decode())
    assert "Off track: working" in drawer
    assert "stays “Working” until" in drawer
    assert "stays “Working”" not in page(client, business, f"systems/{systems['Phone'].pk}/")
