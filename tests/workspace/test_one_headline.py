"""Home, alignment, map and the list of businesses say the same of a business, and the best known of it."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from businesses.models import Business, Membership
from reports.actions import compute_report
from tests.factories import make_business, make_contribution, make_element, make_metric, make_system, see
from tests.pages import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def owner(client: Client) -> Membership:
    """Three systems of the chain are judged, one of them busy without working; finance has numbers and no plan."""
    business = make_business()
    outcomes = []
    for position, (name, pays) in enumerate([("Phone", 58), ("Visits", 100), ("Jobs", 100)]):
        system = make_system(business, name, position=position)
        made = make_element(system, "output", f"{name} output")
        changed = make_element(system, "outcome", f"{name} outcome", desired_for="money" if name == "Jobs" else "")
        make_metric(made, plan=100, values=[110] * 8)
        make_metric(changed, plan=100, values=[pays] * 8)
        make_contribution(made, changed)
        outcomes.append(changed)
    make_contribution(outcomes[0], outcomes[-1])
    finance = make_system(business, "Finance", kind="support")
    for kind in ("output", "outcome"):
        make_metric(make_element(finance, kind, f"Bills {kind}"), values=[5] * 8)
    see(business)
    Business.objects.filter(pk=business.pk).update(goal=outcomes[-1])
    compute_report(business_id=business.pk, at=NOW)
    see(business)
    found = business.memberships.select_related("user").get()
    client.force_login(found.user)
    return found


def test_a_supporting_system_without_a_plan_hides_nothing(client: Client, owner: Membership) -> None:
    base = f"/b/{owner.business.slug}/"
    said = {address: flat(client.get(address).content.decode()) for address in (base, f"{base}alignment/")}
    for page in said.values():
        assert "Most of the work" in page
        assert "Phone does all the work it planned" in page
        assert "Not judged yet: Finance (no plan for bills outcome)." in page
        assert "There is no plan for" not in page.split("Not judged yet", 1)[0]
    listed = flat(client.get("/businesses/all/").content.decode())
    assert "Most of the work makes the difference. Busy, not working: Phone. Too early to tell in Finance" in listed
    assert "Most of the work makes the difference." in flat(client.get(f"{base}map/").content.decode())
    # Numbers are there; what is missing is a plan, which a grid of numbers does not bring.
    assert "Enter the last eight weeks at once" not in said[base]


def test_where_the_chain_breaks_and_the_goal_holds_both_are_said(client: Client, owner: Membership) -> None:
    page = flat(client.get(f"/b/{owner.business.slug}/").content.decode())
    assert "The chain breaks first at Phone" in page
    assert "All you want hangs on it. The point of it all is still on track." in page
