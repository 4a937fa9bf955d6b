"""From a finding to an action, put aside, brought back: with scripts and without, once, both texts when late."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from businesses.models import AuditRow, Business, Membership, Role
from core.periods import local_today
from metrics.models import Metric
from reports.actions import compute_report
from reports.models import Action, Finding
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

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

HTMX = {"HX-Request": "true"}
NASTY = [b"%00", b"%ED%A0%80", b"x" * 301, b"", b"%07bell", b"x" * 2_600_000, b"%FF"]


class Place:
    """A business with a report, its owner signed in, and one of its findings."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.business: Business = make_business()
        delivery = make_system(self.business, "Delivery")
        lessons = make_element(delivery, "output", "Lessons")
        self.pays = make_element(delivery, "outcome", "60% of graduates earn more than ads cost.", desired_for="money")
        newest = timezone.now().date() - timedelta(weeks=1)
        make_metric(lessons, "lessons", plan=450, values=[486] * 8, newest=newest)
        make_metric(
            self.pays, "graduates whose ads pay", plan=60, values=[34] * 8, newest=newest, unit="%", combine="mean"
        )
        make_contribution(lessons, self.pays)
        compute_report(business_id=self.business.pk, at=timezone.now())
        self.see()
        self.finding = Finding.objects.get(kind="false_productivity")
        self.owner: Membership = self.business.memberships.select_related("user").get()
        client.force_login(self.owner.user)

    def see(self) -> None:
        see(self.business)

    def url(self, what: str, pk: int | None = None) -> str:
        return reverse(f"reports:finding_{what}", args=[self.business.slug, pk or self.finding.pk])

    @property
    def today(self) -> Any:
        return local_today(timezone.now(), self.business.time_zone)

    def action(self, **fields: Any) -> dict[str, Any]:
        due = (self.today + timedelta(days=2)).isoformat()
        sent = {
            "text": "Launch one ad before lesson four",
            "person": self.owner.pk,
            "due": due,
            "outcome": self.pays.pk,
        }
        return sent | {"version": self.finding.version} | fields

    def post(self, what: str, data: dict[str, Any], htmx: bool = False) -> HttpResponse:
        answer = self.client.post(self.url(what), data, headers=HTMX if htmx else {})
        self.see()
        self.finding.refresh_from_db()
        return answer  # type: ignore[return-value]


@pytest.fixture
def place(client: Client) -> Place:
    return Place(client)


def test_the_form_comes_filled_in_with_next_step_person_day_and_outcome(place: Place) -> None:
    page = place.client.get(place.url("act")).content.decode()
    assert "Take the ten newest cases" in page
    assert f'<option value="{place.owner.pk}" selected>' in page
    assert (place.today + timedelta(days=7)).isoformat() in page
    assert f'<option value="{place.pays.pk}" selected>' in page
    assert "<title>" in page
    fragment = place.client.get(place.url("act"), headers=HTMX).content.decode()
    assert "<title>" not in fragment
    assert fragment.lstrip().startswith("<form")


@pytest.mark.parametrize("htmx", [False, True])
def test_an_odd_share_to_hope_for_is_asked_about_once(place: Place, htmx: bool) -> None:
    Metric.objects.filter(element=place.pays).update(unit="%")
    answer = place.post("act", place.action(expected="-5 percent"), htmx)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "−5% is below 0. Is this right? Send it again if it is." in page
    assert 'name="sure" value="-5 percent"' in page
    assert not Action.objects.exists()
    place.post("act", place.action(expected="-5 percent", sure="-5 percent"), htmx)
    assert Action.objects.get().expected == -5


@pytest.mark.parametrize("htmx", [False, True])
def test_a_finding_becomes_an_action(place: Place, htmx: bool) -> None:
    answer = place.post("act", place.action(expected="50"), htmx)
    action: Any = Action.objects.get()
    assert (action.text, action.person, action.outcome, action.state) == (
        "Launch one ad before lesson four", place.owner, place.pays, "open",
    )  # fmt: skip
    assert (action.level_before, action.expected, action.made_by) == (34, 50, place.owner.user)
    assert place.finding.state == "doing"
    row: Any = AuditRow.objects.get(what="action_add")
    assert (row.actor, row.label, row.after["finding"]) == (place.owner.user, action.text, place.finding.key)
    if htmx:
        due = action.due
        assert f"{place.owner.user.called}, due {due:%a} {due.day} {due:%b}" in answer.content.decode()
        assert 'hx-swap-oob="innerHTML"' in answer.content.decode()
    else:
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"/alignment/#decision-{place.finding.pk}")


def test_a_doubled_press_makes_one_action_and_shows_both_decisions(place: Place) -> None:
    data = place.action()
    place.post("act", data)
    answer = place.post("act", {**data, "text": "Something else"}, htmx=True)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Being worked on: Launch one ad before lesson four" in text
    assert "Being worked on: Something else" in text
    assert Action.objects.count() == 1
    mine = place.post("act", {**data, "text": "Something else", "version": place.finding.version})
    assert mine.status_code == 302
    assert Action.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("text", "", "Say what will be done."),
        ("text", "\x00", "cannot be stored"),
        ("text", "x" * 301, "Use at most 300 characters"),
        ("person", "", "Choose a person."),
        ("person", "999999", "not in the team any more"),
        ("person", "1e400", "not in the team any more"),
        ("due", "", "Enter a day, like"),
        ("due", "tomorrow", "Enter a day, like"),
        ("due", "2020-01-01", "Choose a day from today on."),
        ("due", "9999-12-31", "within the next five years"),
        ("outcome", "999999999999999999999999", "not on the map any more"),
        ("expected", "NaN", "Enter a number"),
        ("expected", "1e400", "Enter a number"),
        ("expected", "0.1234567", "at most 6 decimals"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_does_not_hold_is_said_beside_the_field_and_kept(
    place: Place, field: str, value: str, says: str, htmx: bool
) -> None:
    answer = place.post("act", place.action(**{field: value}), htmx)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert not Action.objects.exists()
    if field != "text":
        assert "Launch one ad before lesson four" in page


def test_an_outcome_or_person_of_another_business_is_refused(place: Place) -> None:
    other = make_business()
    foreign = make_element(make_system(other), "outcome")
    stranger = other.memberships.get()
    place.see()
    assert place.post("act", place.action(outcome=foreign.pk)).status_code == 422
    assert place.post("act", place.action(person=stranger.pk)).status_code == 422
    assert not Action.objects.exists()


def test_a_right_to_left_text_is_isolated_and_turns_nothing_around(place: Place) -> None:
    place.post("act", place.action(text="\u05d1\u05d3\u05d9\u05e7\u05d4 \u202eevil\u202c <svg onload=alert(1)>"))
    page = place.client.get(reverse("reports:action_list", args=[place.business.slug])).content.decode()
    assert "<bdi>\u05d1\u05d3\u05d9\u05e7\u05d4 evil &lt;svg onload=alert(1)&gt;</bdi>" in page


@pytest.mark.parametrize("htmx", [False, True])
def test_putting_aside_needs_a_reason(place: Place, htmx: bool) -> None:
    answer = place.post("dismiss", {"reason": " ", "version": 1}, htmx)
    assert answer.status_code == 422
    assert "Say why, in a few words." in answer.content.decode()
    assert place.finding.state == "open"


@pytest.mark.parametrize("htmx", [False, True])
def test_put_aside_with_a_reason_and_brought_back(place: Place, htmx: bool) -> None:
    answer = place.post("dismiss", {"reason": "It is the season", "version": place.finding.version}, htmx)
    assert (place.finding.state, place.finding.reason) == ("dismissed", "It is the season")
    assert place.finding.dismissed_gap == place.finding.latest["gap"] > 0
    if htmx:
        text = answer.content.decode()
        assert "It is the season" in text
        assert "Undo" in text
    else:
        assert answer.status_code == 302
    back = place.post("reopen", {"version": place.finding.version}, htmx)
    assert back.status_code == (200 if htmx else 302)
    assert (place.finding.state, place.finding.reason, place.finding.dismissed_gap) == ("open", "", None)
    assert list(AuditRow.objects.filter(object_type="finding").order_by("id").values_list("what", flat=True)) == [
        "finding_dismiss", "finding_reopen",
    ]  # fmt: skip


def test_two_people_deciding_at_once_both_see_both(place: Place) -> None:
    seen = place.finding.version
    place.post("dismiss", {"reason": "Season", "version": seen})
    answer = place.post("act", place.action(version=seen))
    assert answer.status_code == 409
    assert "Put aside: Season" in answer.content.decode()
    assert "<title>" in answer.content.decode()
    late = place.post("dismiss", {"reason": "Holiday", "version": seen}, htmx=True)
    assert late.status_code == 409
    assert "Put aside: Holiday" in late.content.decode()


@pytest.mark.parametrize("value", NASTY, ids=lambda v: v[:9].decode())
def test_no_reason_makes_an_error_of_ours(place: Place, value: bytes) -> None:
    body = b"version=99999999999999999999999999&reason=" + value
    answer = place.client.post(place.url("dismiss"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 413, 422)


def test_cancel_puts_back_what_was_there(place: Place) -> None:
    fragment = place.client.get(place.url("decision"), headers=HTMX).content.decode()
    assert "Make it an action" in fragment
    assert place.client.get(place.url("decision")).status_code == 302


@pytest.mark.parametrize("what", ["act", "dismiss", "reopen"])
def test_a_viewer_may_not_decide(place: Place, what: str) -> None:
    place.client.force_login(make_member(place.business, Role.VIEWER).user)
    assert place.post(what, place.action(reason="x")).status_code == 403
    assert place.finding.state == "open"
    fragment = place.client.get(place.url("decision"), headers=HTMX).content.decode()
    assert "<form" not in fragment
    assert "Make it an action" not in fragment


@pytest.mark.parametrize("role", [Role.RECORDER, Role.EDITOR])
def test_recorders_and_editors_may(place: Place, role: str) -> None:
    place.client.force_login(make_member(place.business, role).user)
    assert place.post("dismiss", {"reason": "x", "version": 1}).status_code == 302


@pytest.mark.parametrize("what", ["act", "dismiss", "reopen", "decision"])
def test_a_foreign_finding_is_unknown(place: Place, what: str) -> None:
    other = make_business(place.owner.user)
    url = reverse(f"reports:finding_{what}", args=[other.slug, place.finding.pk])
    assert (place.client.get(url) if what == "decision" else place.client.post(url, {})).status_code == 404
    place.client.force_login(make_user())
    url = place.url(what)
    assert (place.client.get(url) if what == "decision" else place.client.post(url, {})).status_code == 404


def test_reading_a_page_changes_nothing(place: Place) -> None:
    for what in ("act", "dismiss", "decision"):
        place.client.get(place.url(what))
    assert place.client.get(place.url("reopen")).status_code == 405
    place.see()
    place.finding.refresh_from_db()
    assert (place.finding.state, place.finding.version) == ("open", 1)
    assert place.finding.first_seen <= datetime.now(UTC)
