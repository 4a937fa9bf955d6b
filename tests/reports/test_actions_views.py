"""The page of actions: Open, Doing, Done; moved, changed, filtered; the outcome before and after."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from businesses.models import AuditRow, Business, Membership, Role
from core.periods import local_today
from metrics.models import Metric, Reading
from reports.actions import compute_report
from reports.models import Action, Finding
from tests.factories import make_business, make_element, make_member, make_metric, make_system, see
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

HTMX = {"HX-Request": "true"}


class Place:
    """A business with one measured outcome and one action for it."""

    def __init__(self, client: Client, pays: float = 34) -> None:
        self.client, self.business = client, make_business()
        self.owner: Membership = self.business.memberships.select_related("user").get()
        self.outcome = make_element(make_system(self.business, "Delivery"), "outcome", "Ads pay", desired_for="money")
        self.newest = timezone.now().date() - timedelta(weeks=1)
        fields: dict[str, Any] = {"unit": "%", "combine": "mean", "plan": 60, "newest": self.newest}
        self.metric: Metric = make_metric(self.outcome, "ads pay", values=[pays] * 8, **fields)
        self.report()
        client.force_login(self.owner.user)

    @property
    def today(self) -> Any:
        return local_today(timezone.now(), self.business.time_zone)

    def report(self) -> None:
        Business.objects.filter(pk=self.business.pk).update(readings_revision=self.business.readings_revision + 1)
        compute_report(business_id=self.business.pk, at=timezone.now())
        see(self.business)
        self.business.refresh_from_db()

    def add(self, **fields: Any) -> Action:
        see(self.business)
        fields.setdefault("due", self.today + timedelta(days=2))
        finding = fields.pop("finding", Finding.objects.first())
        return Action.objects.create(
            **{
                "business": self.business, "finding": finding, "text": "Call them", "outcome": self.outcome,
                "person": self.owner, "level_before": 34, **fields,
            }
        )  # fmt: skip

    def page(self, query: str = "", **kwargs: Any) -> str:
        return self.client.get(self.url("list") + query, **kwargs).content.decode()

    def url(self, what: str, *args: int) -> str:
        return reverse(f"reports:action_{what}", args=[self.business.slug, *args])

    def post(self, what: str, action: Action, data: dict[str, Any], htmx: bool = False) -> HttpResponse:
        answer = self.client.post(self.url(what, action.pk), data, headers=HTMX if htmx else {})
        see(self.business)
        action.refresh_from_db()
        return answer  # type: ignore[return-value]


@pytest.fixture
def place(client: Client) -> Place:
    return Place(client)


def test_before_the_first_action_the_page_says_where_they_come_from(place: Place) -> None:
    assert "No actions yet" in place.page()


def test_without_gaps_the_page_says_so_with_the_date(client: Client) -> None:
    place = Place(client, pays=58)
    page = place.page()
    assert "No gaps over 10 points" in page
    assert f"{place.today.day} {place.today:%B %Y}" in page


def test_an_action_shows_who_when_what_and_from_which_finding(place: Place) -> None:
    place.add(text="Call them", expected=50)
    page = place.page()
    due = place.today + timedelta(days=2)
    assert f"{place.owner.user.called}, due {due:%a} {due.day} {due:%b}" in " ".join(page.split())
    assert "Ads pay" in page
    assert "34% before, hoped for 50%" in page
    assert Finding.objects.first().latest["title"] in page.replace("&#x27;", "'")  # type: ignore[union-attr]


def test_a_late_one_says_so(place: Place) -> None:
    place.add(due=place.today - timedelta(days=1))
    assert "was due" in place.page()


@pytest.mark.parametrize("htmx", [False, True])
def test_it_moves_from_open_to_doing_to_done_and_its_finding_follows(place: Place, htmx: bool) -> None:
    action = place.add()
    for to, finding_state in (("doing", "doing"), ("done", "done"), ("doing", "doing")):
        answer = place.post("move", action, {"to": to, "version": action.version}, htmx)
        assert answer.status_code == (200 if htmx else 302)
        assert action.state == to
        assert (action.done_at is not None) == (to == "done")
        assert action.finding is not None
        action.finding.refresh_from_db()
        assert action.finding.state == finding_state
    rows: Any = AuditRow.objects.filter(what="action_move").order_by("id")
    assert [(r.before["state"], r.after["state"]) for r in rows] == [
        ("open", "doing"),
        ("doing", "done"),
        ("done", "doing"),
    ]


def test_a_finding_with_two_actions_is_done_with_the_second(place: Place) -> None:
    one, two = place.add(), place.add()
    finding = one.finding_id or 0
    place.post("move", one, {"to": "done"})
    assert Finding.objects.get(pk=finding).state == "doing"
    place.post("move", two, {"to": "done"})
    assert Finding.objects.get(pk=finding).state == "done"


def test_afterwards_the_outcome_stands_beside_it_before_and_after(place: Place) -> None:
    action = place.add(expected=50)
    place.post("move", action, {"to": "done"})
    Reading.objects.filter(metric=place.metric).update(value=41)
    place.report()
    assert "34% before, 41% now, hoped for 50%" in place.page()


def test_moving_with_scripts_answers_the_lists_an_undo_and_the_focus(place: Place) -> None:
    action = place.add()
    text = place.post("move", action, {"to": "doing", "version": 1}, htmx=True).content.decode()
    assert 'id="actions"' in text
    assert "<title>" not in text
    assert "data-focus" in text
    assert "Undo" in text
    assert f'name="version" value="{action.version}"' in text


def test_pressing_twice_is_harmless(place: Place) -> None:
    action = place.add()
    for _ in range(2):
        assert place.post("move", action, {"to": "doing", "version": 1}).status_code == 302
    assert AuditRow.objects.filter(what="action_move").count() == 1


def test_moving_what_somebody_moved_elsewhere_shows_both(place: Place) -> None:
    action = place.add()
    place.post("move", action, {"to": "done", "version": 1})
    answer = place.post("move", action, {"to": "doing", "version": 1}, htmx=True)
    assert answer.status_code == 409
    assert action.state == "done"


@pytest.mark.parametrize("to", ["", "gone", "\x00", "x" * 9000])
def test_an_unknown_list_is_refused(place: Place, to: str) -> None:
    action = place.add()
    assert place.post("move", action, {"to": to}).status_code == 422
    assert action.state == "open"


def edited(place: Place, action: Action, **fields: Any) -> dict[str, Any]:
    sent = {"text": action.text, "person": place.owner.pk, "due": action.due, "outcome": place.outcome.pk}
    return sent | {"version": action.version} | fields


def test_it_is_changed_on_its_own_page(place: Place) -> None:
    action = place.add()
    assert "Call them" in place.client.get(place.url("edit", action.pk)).content.decode()
    assert place.post("edit", action, edited(place, action, text="Write to them", expected="50")).status_code == 302
    assert (action.text, str(action.expected), action.version) == ("Write to them", "50.000000", 2)
    row = AuditRow.objects.get(what="action_edit")
    assert row.before == {"text": "Call them", "expected": None}
    assert row.after == {"text": "Write to them", "expected": "50"}


def test_saving_without_a_change_writes_nothing(place: Place) -> None:
    action = place.add()
    assert place.post("edit", action, edited(place, action)).status_code == 302
    assert action.version == 1
    assert not AuditRow.objects.filter(what="action_edit").exists()


def test_a_day_in_the_past_may_stay_and_may_not_be_chosen(place: Place) -> None:
    action = place.add(due=place.today - timedelta(days=3))
    assert place.post("edit", action, edited(place, action, text="Later")).status_code == 302
    answer = place.post("edit", action, edited(place, action, due=place.today - timedelta(days=1)))
    assert answer.status_code == 422
    assert "Choose a day from today on." in answer.content.decode()


def test_a_newly_chosen_outcome_starts_from_where_it_stands_now(place: Place) -> None:
    action = place.add(outcome=None, level_before=None)
    place.post("edit", action, edited(place, action, outcome=place.outcome.pk))
    assert action.level_before == 34


def test_two_people_editing_lose_nothing(place: Place) -> None:
    action = place.add()
    place.post("edit", action, edited(place, action, text="Theirs", version=1))
    answer = place.post("edit", action, edited(place, action, text="Mine", version=1))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in page
    assert "Mine" in page
    assert action.text == "Theirs"
    assert place.post("edit", action, edited(place, action, text="Mine")).status_code == 302
    assert action.text == "Mine"


def test_the_list_of_one_person(place: Place) -> None:
    other = make_member(place.business)
    place.add(text="By the owner")
    place.add(text="By the other", person=other)
    page = place.page(f"?person={other.pk}")
    assert "By the other" in page
    assert "By the owner" not in page
    fragment = place.page(f"?person={other.pk}", headers=HTMX)
    assert fragment.lstrip().startswith('<div class="acts"')
    for nobody in ("999999", "x", "-1", "9" * 40, "%00x", "1e400"):
        answer = place.client.get(place.url("list") + f"?person={nobody}")
        assert answer.status_code in (200, 400)


def test_a_viewer_reads_and_may_not_move(place: Place) -> None:
    action = place.add()
    place.client.force_login(make_member(place.business, Role.VIEWER).user)
    page = place.page()
    assert "Call them" in page
    assert "/move/" not in page
    assert "csrfmiddlewaretoken" not in page.partition('id="actions"')[2]
    assert place.post("move", action, {"to": "done"}).status_code == 403
    assert place.client.get(place.url("edit", action.pk)).status_code == 403


def test_a_foreign_action_is_unknown(place: Place) -> None:
    action = place.add()
    other = make_business(place.owner.user)
    assert place.client.get(reverse("reports:action_edit", args=[other.slug, action.pk])).status_code == 404
    url = reverse("reports:action_move", args=[other.slug, action.pk])
    assert place.client.post(url, {"to": "done"}).status_code == 404
    assert place.client.get(place.url("edit", 10**17)).status_code == 404


def test_an_action_survives_the_person_and_the_outcome(place: Place) -> None:
    other = make_member(place.business)
    place.add(person=other)
    see(place.business)
    other.delete()
    assert "Nobody yet" in place.page()


def move_of(page: str, action: Action, label: str) -> dict[str, Any]:
    """What the button of this row sends."""
    found = re.search(rf'formaction="{action.pk}/move/" name="(\w+)" value="([^"]+)">{label}<', page)
    assert found, page
    return {found[1]: found[2]}


def test_a_button_sends_where_to_and_the_version_its_row_showed(place: Place) -> None:
    action = place.add()
    sent = move_of(place.page(), action, "Start")
    assert place.post("move", action, sent).status_code == 302
    assert action.state == "doing"
    place.post("move", action, move_of(place.page(), action, "Done"))
    assert place.post("move", action, sent).status_code == 409  # moved on since that page was shown
    assert action.state == "done"


@pytest.mark.parametrize("to", ["doing.", "doing.x", "doing.-1", "gone.1", ".1", "doing.٣"])
def test_a_button_that_was_tampered_with_is_refused(place: Place, to: str) -> None:
    assert place.post("move", place.add(), {"to": to}).status_code == 422


def texts(page: str) -> list[str]:
    return re.findall(r"<bdi>(Row \d+)</bdi>", page)


def rows_from(start: int, end: int) -> list[str]:
    return [f"Row {i:03}" for i in range(start, end)]


@pytest.fixture
def long(place: Place) -> Place:
    """120 open actions, by their day."""
    see(place.business)
    days = (place.today + timedelta(days=i) for i in range(120))
    Action.objects.bulk_create(
        Action(business=place.business, text=f"Row {i:03}", due=day) for i, day in enumerate(days)
    )
    return place


def test_a_list_shows_fifty_and_a_link_to_more(long: Place) -> None:
    page = long.page()
    assert texts(page) == rows_from(0, 50)
    assert '<span class="meta">120</span>' in page
    assert f'href="/b/{long.business.slug}/actions/?open=100#more-open"' in page
    further = long.page("?open=100")
    assert texts(further) == rows_from(0, 100)
    assert f'href="/b/{long.business.slug}/actions/?open=150#more-open"' in further
    whole = long.page("?open=150")
    assert texts(whole) == rows_from(0, 120)
    assert "Show more" not in whole


def test_more_with_scripts_is_rows_alone_and_the_first_takes_the_focus(long: Place) -> None:
    part = long.page("?open=100&part=open", headers=HTMX)
    assert texts(part) == rows_from(50, 100)
    assert "acts__list" not in part
    assert part.count("data-focus") == 1
    assert "?open=150&amp;part=open" in part
    assert "Show more" not in long.page("?open=150&part=open", headers=HTMX)
    assert texts(long.page("?open=100&part=open")) == rows_from(0, 100)  # without scripts it is the page


def test_of_one_person_more_is_theirs(long: Place) -> None:
    long.add(text="Row 999", person=long.owner)
    part = long.page(f"?person={long.owner.pk}&part=open&open=50", headers=HTMX)
    assert texts(part) == ["Row 999"]


def test_moving_a_row_keeps_what_was_shown(long: Place) -> None:
    action = Action.objects.get(text="Row 060")
    answer = long.post("move", action, {"to": "doing.1", "open": 100}, htmx=True).content.decode()
    assert [t for t in texts(answer) if t != "Row 060"] == [*rows_from(0, 60), *rows_from(61, 101)]
    back: Any = long.post("move", action, {"to": "open.2", "open": 100})
    assert back["Location"].endswith("?open=100")
    assert 'name="open" value="100"' in long.page("?open=100")


def test_what_moves_too_far_down_leaves_the_focus_on_its_list(long: Place) -> None:
    action = long.add(text="Row 999", state="doing", due=None)
    answer = long.post("move", action, {"to": "open.1"}, htmx=True).content.decode()
    assert re.search(r'<h2 id="acts-open"\s+tabindex="-1" data-focus', answer)


@pytest.mark.parametrize("asked", ["open=0", "open=-5", "open=x", "open=99999999", "part=gone", "open=%00"])
def test_an_address_that_was_typed_wrong_shows_what_it_can(long: Place, asked: str) -> None:
    answer = long.client.get(long.url("list") + "?" + asked, headers=HTMX)
    assert answer.status_code == (400 if "%00" in asked else 200)
    if answer.status_code == 200:
        assert texts(answer.content.decode()) == rows_from(0, 50)


def test_what_people_type_is_text(place: Place) -> None:
    place.outcome.text = "<i>o</i>"
    place.outcome.save()
    place.owner.user.name = "<u>me</u>"
    place.owner.user.save()
    place.add(text="<b>bold</b> & more")
    page = place.page()
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; more" in page
    assert "&lt;i&gt;o&lt;/i&gt;" in page
    assert "&lt;u&gt;me&lt;/u&gt;" in page
    assert not re.search("<b>bold|<i>o|<u>me", page)


def test_a_row_is_light(long: Place) -> None:
    """performance.md, goal 4: at most 400 bytes a row and 60 kB for a page of a hundred."""
    fifty, hundred = (len(long.page(f"?open={n}").encode()) for n in (50, 100))
    assert (hundred - fifty) / 50 < 400
    assert hundred < 60_000


def test_the_page_takes_the_same_queries_at_1_and_30_rows(place: Place) -> None:
    place.page()  # notes the day of the visit
    for n in (1, 30):
        for i in range(n):
            place.add(text=f"Action {n} {i}", state=("open", "doing", "done")[i % 3], done_at=timezone.now())
        with count_queries(6):
            place.page()
