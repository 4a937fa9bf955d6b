"""The third step of Start: one thing made and one thing changed for each system."""

from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from metrics.models import Metric, Plan
from systems.models import Element, System
from tests.factories import see
from tests.workspace.start.walk import CHANGES, SYSTEMS, begun, part, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_suggestions_fit_the_trade_and_the_rhythm(client: Client, owner: User) -> None:
    business = begun(client, owner)
    client.post(f"/start/{business.slug}/2/", {**SYSTEMS, "trade": "shop", "cadence": "monthly"})
    page = words(client.get(f"/start/{business.slug}/3/"))
    assert "___ visitors each month come for something we have in stock." in page
    assert "{period}" not in page
    assert "{currency}" not in page


def test_a_suggestion_is_pressed_without_scripts_and_nothing_else_is_lost(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    typed = part("leads", "output", "My own words", "My number", "not yet")
    answer = client.post(f"/start/{business.slug}/3/", {**typed, "press": "traffic-output:calls-and-messages"})
    text = words(answer)
    assert answer.status_code == 200
    assert "Calls and messages from the area we drive to</textarea>" in text
    assert "My own words</textarea>" in text
    assert 'value="not yet"' in text
    assert "Error" not in text
    unknown = client.post(f"/start/{business.slug}/3/", {**typed, "press": "nobody:x"})
    assert unknown.status_code == 200
    see(business)
    assert not System.objects.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"traffic-outcome-text": "___ people come.", "traffic-outcome-plan": ""}, "Fill in the blank with a number"),
        ({"traffic-output-plan": "sixty"}, "Enter a number, like 60"),
        ({"traffic-output-plan": "1e400"}, "Enter a number, like 60"),
        ({"traffic-output-plan": "NaN"}, "Enter a number, like 60"),
        ({"traffic-output-plan": "-4"}, "A plan for a count cannot be below 0"),
        ({"traffic-output-plan": "1234567890123456"}, "Use at most 15 digits"),
        ({"traffic-output-text": ""}, "Say first what this number is about"),
        ({"delivery-outcome-text": ""}, "Say what changes for your customer"),
        ({"traffic-output-text": "a\x00b"}, "cannot be stored"),
        ({"traffic-output-unit": "u" * 31}, "at most 30 characters"),
        ({"traffic-output-direction": "sideways"}, "sideways"),
    ],
)
def test_step_3_says_what_is_wrong_beside_the_field(
    client: Client, owner: User, change: dict[str, str], says: str
) -> None:
    business = begun(client, owner, step=3)
    answer = client.post(f"/start/{business.slug}/3/", {**CHANGES, **change})
    assert answer.status_code == 422
    text = words(answer)
    assert says in text
    assert "Quotes sent</textarea>" in text
    assert "Error: Start, 3 of 3" in text
    see(business)
    assert not System.objects.exists()


def test_the_number_in_the_blank_is_the_plan_wherever_it_is_typed(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    blank = "___ homeowners each week within our driving distance ask us first."
    in_plan = part("traffic", "outcome", blank, "Ask first", "1,200")
    in_text = part("leads", "outcome", "At least 70% of enquiries each week are answered within 2 hours so that nobody "
                   "calls the next name.", "Answered", unit="%")  # fmt: skip
    client.post(f"/start/{business.slug}/3/", {**CHANGES, **in_plan, **in_text})
    see(business)
    said = Element.objects.get(system__slot="traffic", kind="outcome")
    assert said.text == "1,200 homeowners each week within our driving distance ask us first."
    assert Plan.objects.get(metric__name="Ask first").value == Decimal(1200)
    assert Plan.objects.get(metric__name="Answered").value == Decimal(70)


def test_step_3_waits_for_step_2(client: Client, owner: User) -> None:
    business = begun(client, owner)
    assert client.get(f"/start/{business.slug}/3/")["Location"] == f"/start/{business.slug}/2/"


def test_the_plan_is_the_number_of_the_blank(client: Client, owner: User) -> None:
    asked = {"kind": "outcome", "delivery-outcome-text": "At least ___% of boilers run at first try each week."}
    page = words(client.get("/start/coach/", asked))
    assert "it stands in both places" in page
    assert "Clear enough to check." not in page
    page = words(client.get("/start/coach/", {**asked, "delivery-outcome-plan": "95"}))
    assert "it stands in both places" not in page


def test_a_share_is_averaged_whatever_a_suggestion_filled_in(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    assert "As usual for the unit" in words(client.get(f"/start/{business.slug}/3/"))
    own = part("traffic", "output", "Calls answered", "Answered", "80 %", unit="%", combine="sum")
    client.post(f"/start/{business.slug}/3/", {**CHANGES, **own})
    see(business)
    metric = Metric.objects.get(name="Answered")
    assert metric.combine == "mean"
    assert Plan.objects.get(metric=metric).value == 80


def test_an_odd_plan_is_asked_about_once(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    odd = {**CHANGES, "leads-outcome-plan": "600"}
    answer = client.post(f"/start/{business.slug}/3/", odd)
    assert answer.status_code == 422
    assert "600% is over 100%. Is this right? Send it again if it is." in words(answer)
    assert b'name="leads-outcome-sure" value="600"' in answer.content
    assert client.post(f"/start/{business.slug}/3/", {**odd, "leads-outcome-sure": "600"}).status_code == 302


def test_too_long_a_text_is_kept_to_be_cut_by_hand(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    client.post(f"/start/{business.slug}/3/keep/", {**CHANGES, "traffic-output-text": "long " * 80})
    page = words(client.get(f"/start/{business.slug}/3/"))
    assert ("long " * 80).strip() in page
    answer = client.post(f"/start/{business.slug}/3/", {**CHANGES, "traffic-output-text": "long " * 80})
    assert "Use at most 300 characters; this has 399." in words(answer)
