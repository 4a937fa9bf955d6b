"""Linking elements through HTTP."""

import pytest

from systems.models import Contribution, Element, Flow, Serves
from tests.factories import make_business, make_element, make_flow, make_metric, make_system
from tests.systems.conftest import SmallMap

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}


def element_url(small: SmallMap, element: Element) -> str:
    return small.url(f"systems/{element.system_id}/{element.kind}/{element.pk}/")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_output_leads_to_an_outcome_with_what_the_claim_says(small: SmallMap, headers: dict[str, str]) -> None:
    output, outcome = small.elements["output"], make_element(small.sales, "outcome", "They stay")
    url = small.url(f"elements/{output.pk}/links/leads-to/add/")
    sent = {"other": outcome.pk, "why": "They trust us", "sign": "1", "delay_days": "14", "strength": "strong"}
    answer = small.client.post(url, sent, headers=headers)
    if headers:
        assert 'id="links"' in answer.content.decode()
        assert "after 14 days" in answer.content.decode()
        assert f'"sys-{small.sales.pk}"' in answer["HX-Trigger"]
    else:
        assert answer["Location"] == element_url(small, output)
    small.see()
    claim = Contribution.objects.get(target=outcome)
    assert (claim.source_id, claim.why, claim.delay_days, claim.strength) == (output.pk, "They trust us", 14, "strong")


def test_the_same_claim_can_be_made_from_the_outcome(small: SmallMap) -> None:
    output = make_element(small.sales, "output", "Calls held")
    url = small.url(f"elements/{small.elements['outcome'].pk}/links/fed-by/add/")
    small.client.post(url, {"other": output.pk, "sign": "-1"})
    small.see()
    assert Contribution.objects.get(source=output).sign == -1


def test_a_hand_off_makes_the_input_come_from_there(small: SmallMap) -> None:
    given = make_element(small.sales, "input", "Good leads")
    small.client.post(small.url(f"elements/{given.pk}/links/comes-from/add/"), {"other": small.elements["output"].pk})
    small.see()
    assert Flow.objects.get().output_id == small.elements["output"].pk
    given.refresh_from_db()
    assert given.source == "flow"


def test_a_step_serves(small: SmallMap) -> None:
    step = small.elements["step"]
    small.client.post(small.url(f"elements/{step.pk}/links/serves/add/"), {"other": small.elements["outcome"].pk})
    small.see()
    assert Serves.objects.get().target_id == small.elements["outcome"].pk


@pytest.mark.parametrize("other", ["", "0", "999999999", "NaN", "9" * 40, "x"])
def test_only_what_is_offered_can_be_linked(small: SmallMap, other: str) -> None:
    url = small.url(f"elements/{small.elements['output'].pk}/links/leads-to/add/")
    answer = small.client.post(url, {"other": other, "sign": "1"})
    assert answer.status_code == 422
    assert b"Choose one from the list." in answer.content


def test_an_element_of_another_business_is_never_offered(small: SmallMap) -> None:
    foreign = make_element(make_system(make_business()), "outcome", "Their secret")
    url = small.url(f"elements/{small.elements['output'].pk}/links/leads-to/add/")
    assert b"Their secret" not in small.client.get(url).content
    assert small.client.post(url, {"other": foreign.pk, "sign": "1"}).status_code == 422


@pytest.mark.parametrize(("kind", "way"), [("input", "leads-to"), ("resource", "serves"), ("output", "nonsense")])
def test_a_way_that_this_kind_does_not_have_is_not_there(small: SmallMap, kind: str, way: str) -> None:
    assert small.client.get(small.url(f"elements/{small.elements[kind].pk}/links/{way}/add/")).status_code == 404


@pytest.mark.parametrize("days", ["-1", "4000", "soon", "1e400"])
def test_days_must_be_days(small: SmallMap, days: str) -> None:
    claim = Contribution.objects.get()
    url = small.url(f"elements/{small.elements['output'].pk}/links/leads-to/{claim.pk}/edit/")
    answer = small.client.post(url, {"sign": "1", "delay_days": days, "version": "1"})
    assert answer.status_code == 422
    assert f'value="{days}"' in answer.content.decode()


def test_changing_a_claim_and_a_stale_change(small: SmallMap) -> None:
    claim = Contribution.objects.get()
    url = small.url(f"elements/{small.elements['output'].pk}/links/leads-to/{claim.pk}/edit/")
    assert small.client.post(url, {"sign": "1", "why": "Theirs", "version": "1"}, headers=HTMX).status_code == 200
    stale = small.client.post(url, {"sign": "1", "why": "Mine", "version": "1"}, headers=HTMX)
    assert stale.status_code == 409
    assert "Theirs" in stale.content.decode()
    assert "Mine" in stale.content.decode()


def test_a_hand_off_is_measured_and_limits(small: SmallMap) -> None:
    flow = make_flow(small.elements["output"], make_element(small.sales, "input"))
    counted = make_metric(small.elements["output"], "Leads")
    foreign = make_metric(make_element(make_system(make_business()), "output"), "Their number")
    small.see()
    url = small.url(f"elements/{small.elements['output'].pk}/links/feeds/{flow.pk}/edit/")
    assert small.client.post(url, {"measured_by": foreign.pk, "version": "1"}).status_code == 422
    assert small.client.post(url, {"measured_by": counted.pk, "version": "1"}).status_code == 302
    small.see()
    assert Flow.objects.get(pk=flow.pk).measured_by_id == counted.pk


def test_taking_a_link_back_offers_to_make_it_again_as_it_was(small: SmallMap) -> None:
    claim = Contribution.objects.get()
    Contribution.objects.filter(pk=claim.pk).update(why="They trust us", delay_days=7)
    output = small.elements["output"]
    url = small.url(f"elements/{output.pk}/links/leads-to/{claim.pk}/remove/")
    page = small.client.post(url, headers=HTMX).content.decode()
    assert "No longer linked to “The outcome”" in page
    assert '<input type="hidden" name="why" value="They trust us">' in page
    small.see()
    assert Contribution.objects.count() == 0
    again = {
        "other": small.elements["outcome"].pk,
        "why": "They trust us",
        "sign": "1",
        "delay_days": "7",
        "strength": "",
    }
    small.client.post(small.url(f"elements/{output.pk}/links/leads-to/add/"), again, headers=HTMX)
    small.see()
    assert Contribution.objects.get().delay_days == 7


def test_a_link_is_found_only_from_its_own_ends(small: SmallMap) -> None:
    claim = Contribution.objects.get()
    other = make_element(small.sales, "output")
    assert small.client.post(small.url(f"elements/{other.pk}/links/leads-to/{claim.pk}/remove/")).status_code == 404
