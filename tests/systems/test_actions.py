"""Writes of the map: what they keep, what they refuse, and that each leaves one audit row and a new revision."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from businesses.models import AuditRow, Business
from core.models import Conflict, Refused
from systems import actions
from systems.actions import elements as element_actions
from systems.actions import shared
from systems.models import Contribution, Element, Flow, Serves, System
from tests.factories import (
    make_business,
    make_contribution,
    make_element,
    make_flow,
    make_member,
    make_metric,
    make_serves,
    make_system,
    see,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def business() -> Business:
    return make_business()


def who(business: Business) -> dict[str, Any]:
    return {"business": business, "actor": None}


def revision(business: Business) -> int:
    return Business.objects.values_list("map_revision", flat=True).get(pk=business.pk)


def test_a_system_goes_to_the_end_of_its_kind(business: Business) -> None:
    first = actions.add_system(**who(business), name="Traffic")
    second = actions.add_system(**who(business), name="Leads")
    support = actions.add_system(**who(business), name="People", kind="support")
    assert (first.position, second.position, support.position) == (0, 1, 0)
    assert AuditRow.objects.filter(what="system_add").count() == 3
    assert revision(business) == 3


def test_the_same_system_twice_is_once(business: Business) -> None:
    assert actions.add_system(**who(business), name="Traffic") == actions.add_system(**who(business), name="Traffic")
    assert System.objects.count() == 1


def test_the_same_words_twice_in_a_list_are_once(business: Business) -> None:
    system = make_system(business)
    one = actions.add_element(**who(business), system=system, kind="step", text="Call back")
    two = actions.add_element(**who(business), system=system, kind="step", text="Call back")
    assert one == two
    assert AuditRow.objects.filter(what="step_add").count() == 1


def test_an_edit_writes_what_differs_and_its_audit_row_holds_only_that(business: Business) -> None:
    step = make_element(make_system(business), "step", "Call back")
    changed = actions.edit_element(
        **who(business), element=step, version=1, text="Call back", hours=Decimal("2"), cadence="weekly"
    )
    row = AuditRow.objects.get(what="step_edit")
    assert changed.version == 2
    assert row.before == {"hours": None, "cadence": ""}
    assert row.after == {"hours": "2", "cadence": "weekly"}


def test_a_stale_edit_is_refused_with_both_texts_and_writes_nothing(business: Business) -> None:
    output = make_element(make_system(business), "output", "Leads")
    actions.edit_element(**who(business), element=output, version=1, text="Qualified leads")
    with pytest.raises(Conflict) as refused:
        actions.edit_element(**who(business), element=output, version=1, text="Good leads")
    assert refused.value.theirs == {"text": "Qualified leads"}
    assert refused.value.mine == {"text": "Good leads"}
    assert Element.objects.get().text == "Qualified leads"


def test_a_repeated_press_of_save_changes_nothing(business: Business) -> None:
    output = make_element(make_system(business), "output", "Leads")
    for _ in range(2):
        actions.edit_element(**who(business), element=output, version=1, text="Qualified leads")
    assert Element.objects.get().version == 2
    assert AuditRow.objects.filter(what="output_edit").count() == 1


def test_moving_goes_by_one_and_stops_at_the_ends(business: Business) -> None:
    system = make_system(business)
    a, b, c = (make_element(system, "step", text) for text in "abc")

    def order() -> str:
        return "".join(Element.objects.order_by("position").values_list("text", flat=True))

    assert actions.move_element(**who(business), element=c, up=True) == (2, 3)
    assert order() == "acb"
    assert actions.move_element(**who(business), element=a, up=True) == (1, 3)
    assert order() == "acb"
    actions.move_element(**who(business), element=b, up=False)
    assert order() == "acb"


def test_what_was_removed_comes_back_with_its_links(business: Business) -> None:
    system = make_system(business)
    output, outcome = make_element(system, "output"), make_element(system, "outcome")
    make_contribution(output, outcome)
    actions.remove_element(**who(business), element=output, at=timezone.now())
    assert Element.objects.get(pk=output.pk).removed_at is not None
    actions.restore_element(**who(business), element=output)
    assert Element.objects.get(pk=output.pk).removed_at is None
    assert Contribution.objects.count() == 1
    assert revision(business) == 2


def test_removing_twice_is_one_change(business: Business) -> None:
    output = make_element(make_system(business), "output")
    for _ in range(2):
        actions.remove_element(**who(business), element=output, at=timezone.now())
    assert AuditRow.objects.filter(what="output_remove").count() == 1


def test_a_flow_says_where_the_input_comes_from_until_it_ends(business: Business) -> None:
    leads, sales = make_system(business, "Leads"), make_system(business, "Sales", position=1)
    output, given = make_element(leads, "output"), make_element(sales, "input", source="outside")

    def source() -> str:
        return Element.objects.values_list("source", flat=True).get(pk=given.pk)

    flow = actions.add_flow(**who(business), output=output, input=given)
    assert source() == "flow"
    actions.remove_element(**who(business), element=output, at=timezone.now())
    assert source() == ""
    actions.restore_element(**who(business), element=output)
    assert source() == "flow"
    actions.remove_system(**who(business), system=leads, at=timezone.now())
    assert source() == ""
    actions.restore_system(**who(business), system=leads)
    assert source() == "flow"
    actions.remove_flow(**who(business), flow=flow)
    assert source() == ""
    assert Flow.objects.count() == 0


def test_a_flow_stays_within_no_system_and_joins_output_to_input(business: Business) -> None:
    leads, sales = make_system(business, "Leads"), make_system(business, "Sales")
    output, own, other = make_element(leads, "output"), make_element(leads, "input"), make_element(sales, "output")
    with pytest.raises(Refused, match="another system"):
        actions.add_flow(**who(business), output=output, input=own)
    with pytest.raises(Refused):
        actions.add_flow(**who(business), output=output, input=other)


def test_a_claim_leads_to_an_outcome_and_never_to_itself(business: Business) -> None:
    system = make_system(business)
    output, outcome, step = (make_element(system, kind) for kind in ("output", "outcome", "step"))
    claim = actions.add_contribution(**who(business), source=output, target=outcome, delay_days=14, strength="strong")
    assert (claim.delay_days, claim.strength, claim.sign) == (14, "strong", 1)
    assert actions.add_contribution(**who(business), source=output, target=outcome) == claim
    for source, target in ((outcome, outcome), (outcome, output), (step, outcome)):
        with pytest.raises(Refused):
            actions.add_contribution(**who(business), source=source, target=target)


def test_a_step_serves_what_is_produced_or_changed(business: Business) -> None:
    system = make_system(business)
    step, output, other = make_element(system, "step"), make_element(system, "output"), make_element(system, "step")
    serves = actions.add_serves(**who(business), step=step, target=output)
    assert actions.add_serves(**who(business), step=step, target=output) == serves
    with pytest.raises(Refused):
        actions.add_serves(**who(business), step=step, target=other)
    actions.remove_serves(**who(business), serves=serves)
    assert Serves.objects.count() == 0


def test_the_goal_is_an_outcome(business: Business) -> None:
    system = make_system(business)
    outcome, output = make_element(system, "outcome"), make_element(system, "output")
    actions.set_goal(**who(business), outcome=outcome)
    actions.set_goal(**who(business), outcome=outcome)
    assert Business.objects.get(pk=business.pk).goal_id == outcome.pk
    assert AuditRow.objects.filter(what="goal_set").count() == 1
    with pytest.raises(Refused):
        actions.set_goal(**who(business), outcome=output)


def test_a_full_map_says_so_with_the_number(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    system = make_system(business)
    monkeypatch.setattr(shared, "MAX_ELEMENTS", 2)
    monkeypatch.setattr(shared, "MAX_CONTRIBUTIONS", 1)
    output, outcome = make_element(system, "output"), make_element(system, "outcome")
    with pytest.raises(Refused, match="at most 2 entries"):
        actions.add_element(**who(business), system=system, kind="step", text="One more")
    actions.remove_element(**who(business), element=output, at=timezone.now())
    made = actions.add_element(**who(business), system=system, kind="outcome", text="One more")
    with pytest.raises(Refused, match="at most 2 entries"):
        actions.restore_element(**who(business), element=output)
    actions.add_contribution(**who(business), source=outcome, target=made)
    with pytest.raises(Refused, match="at most 1 link"):
        actions.add_contribution(**who(business), source=made, target=outcome)


def test_nothing_joins_two_businesses(business: Business) -> None:
    other = make_business()
    see(business, other)
    mine, theirs = make_system(business), make_system(other)
    output, outcome = make_element(mine, "output"), make_element(theirs, "outcome")
    step, foreign_input = make_element(mine, "step"), make_element(theirs, "input")
    member, metric = make_member(other), make_metric(outcome)
    flow = make_flow(output, make_element(make_system(business), "input"))
    serves = make_serves(make_element(theirs, "step"), outcome)
    with pytest.raises(ValueError, match="is not of business"):
        actions.add_contribution(**who(business), source=output, target=outcome)
    with pytest.raises(ValueError, match="is not of business"):
        actions.add_serves(**who(business), step=step, target=outcome)
    with pytest.raises(ValueError, match="is not of business"):
        actions.add_flow(**who(business), output=output, input=foreign_input)
    with pytest.raises(ValueError, match="is not of business"):
        actions.edit_flow(**who(business), flow=flow, version=1, limits=metric)
    with pytest.raises(ValueError, match="is not of business"):
        actions.add_element(**who(business), system=theirs, kind="step", text="x")
    with pytest.raises(ValueError, match="is not of business"):
        actions.edit_system(**who(business), system=mine, version=1, owner=member)
    with pytest.raises(ValueError, match="is not of business"):
        actions.remove_serves(**who(business), serves=serves)
    with pytest.raises(ValueError, match="is not of business"):
        element_actions.remove_element(**who(business), element=outcome, at=timezone.now())
