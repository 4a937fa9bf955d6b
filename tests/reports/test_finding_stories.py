"""What happened to a finding is told where it stands: being worked on, gone meanwhile, back again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from businesses.models import Business, Membership
from metrics.models import Reading
from reports.actions import compute_report, dismiss_finding, move_action, plan_action
from reports.models import Action, Finding
from systems.models import Element
from tests.factories import make_business, make_contribution, make_element, make_metric, make_system, see
from tests.pages import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OWN_WORDS = "Call the five who stopped"


@pytest.fixture
def owner(client: Client) -> Membership:
    """Plenty done, little changed: work over plan, and an outcome at 33 of 60."""
    business = make_business()
    delivery = make_system(business, "Delivery")
    made = make_element(delivery, "output", "Lessons finished")
    pays = make_element(delivery, "outcome", "60% of graduates earn more than their ads cost.", desired_for="money")
    make_metric(made, plan=450, values=[486] * 8)
    make_metric(pays, "graduates whose ads pay", plan=60, values=[33] * 8, unit="%", combine="mean")
    make_contribution(made, pays)
    compute_report(business_id=business.pk, at=NOW)
    see(business)
    found = business.memberships.select_related("user").get()
    client.force_login(found.user)
    return found


def worked_on(owner: Membership) -> Action:
    finding = Finding.objects.get(kind="false_productivity")
    return plan_action(
        business=owner.business, actor=owner.user, finding=finding, text=OWN_WORDS, person=owner,
        due=date(2026, 12, 4), outcome=Element.objects.get(business=owner.business, kind="outcome"),
    )  # fmt: skip


def now_pays(business: Business, values: list[float], at: datetime) -> None:
    """The outcome's readings as they are from here on, and the report of them."""
    readings = Reading.objects.filter(metric__unit="%").order_by("period")
    for reading, value in zip(readings, values, strict=True):
        reading.value = value
        reading.save()
    Business.objects.filter(pk=business.pk).update(readings_revision=business.readings_revision + at.hour)
    compute_report(business_id=business.pk, at=at)
    see(business)


def page(client: Client, business: Business, address: str) -> str:
    return flat(client.get(f"/b/{business.slug}/{address}").content.decode())


def test_the_next_step_is_in_the_words_of_who_does_it(client: Client, owner: Membership) -> None:
    before = page(client, owner.business, "alignment/")
    assert "Take the ten newest cases" in before
    see(owner.business)
    worked_on(owner)
    after = page(client, owner.business, "alignment/")
    assert "Take the ten newest cases" not in after
    assert f"<bdi>{OWN_WORDS}</bdi>" in after
    assert "Being done" in after


def test_an_action_outlives_its_finding_where_the_gap_is_gone(client: Client, owner: Membership) -> None:
    worked_on(owner)
    now_pays(owner.business, [62.0] * 8, NOW + HOUR)
    for address in ("", "actions/", "alignment/"):
        said = page(client, owner.business, address)
        assert OWN_WORDS in said, address
        # On the page of actions the outcome stands above it.
        named = "" if address == "actions/" else " Graduates whose ads pay: on track."
        assert f"The gap is gone.{named}" in said, address
    assert "Worked on, and no longer found: 1" in page(client, owner.business, "alignment/")


def test_an_action_outlives_its_finding_while_the_outcome_is_off(client: Client, owner: Membership) -> None:
    """A bigger drop can be less of a trend: the finding goes, the gap does not, and nobody says it did."""
    now_pays(owner.business, [41, 38, 40, 36, 34, 34, 34, 34], NOW + HOUR)
    finding = Finding.objects.get(kind="declining_outcome")
    plan_action(
        business=owner.business, actor=owner.user, finding=finding, text=OWN_WORDS, person=owner,
        due=date(2026, 12, 4), outcome=Element.objects.get(business=owner.business, kind="outcome"),
    )  # fmt: skip
    owner.business.refresh_from_db()
    now_pays(owner.business, [41, 38, 40, 36, 26, 26, 26, 26], NOW + 2 * HOUR)
    assert Finding.objects.get(kind="declining_outcome").last_seen == NOW + HOUR
    for address in ("", "actions/", "alignment/"):
        said = page(client, owner.business, address)
        assert OWN_WORDS in said, address
        named = "" if address == "actions/" else " Graduates whose ads pay: still off track."
        assert f"The newest report does not find this any more.{named}" in said, address


def test_what_is_still_found_or_done_says_nothing_of_the_kind(client: Client, owner: Membership) -> None:
    action = worked_on(owner)
    for address in ("", "actions/", "alignment/"):
        assert "any more" not in page(client, owner.business, address)
    see(owner.business)
    move_action(business=owner.business, actor=owner.user, action=action, to="done", at=NOW)
    now_pays(owner.business, [62.0] * 8, NOW + HOUR)
    for address in ("actions/", "alignment/"):
        assert "The gap is gone" not in page(client, owner.business, address)


def test_one_that_came_back_says_so_with_the_reason_it_was_put_aside_with(client: Client, owner: Membership) -> None:
    finding = Finding.objects.get(kind="false_productivity")
    dismiss_finding(business=owner.business, actor=owner.user, finding=finding, reason="It is the season")
    assert "Back again" not in page(client, owner.business, "alignment/")
    now_pays(owner.business, [20.0] * 8, NOW + HOUR)
    said = page(client, owner.business, "alignment/")
    assert "Back again: the gap has grown by 10 points since it was put aside with “It is the season”." in said


def test_one_that_came_back_after_it_was_done_names_what_was_done(client: Client, owner: Membership) -> None:
    action = worked_on(owner)
    move_action(business=owner.business, actor=owner.user, action=action, to="done", at=NOW)
    now_pays(owner.business, [62.0] * 8, NOW + HOUR)
    owner.business.refresh_from_db()
    now_pays(owner.business, [33.0] * 8, NOW + 2 * HOUR)
    assert f"Back again: it was gone after “{OWN_WORDS}” was done." in page(client, owner.business, "alignment/")
