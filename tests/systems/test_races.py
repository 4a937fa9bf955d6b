"""Two at once on one map, with real transactions on PostgreSQL: each is carried out, and neither is sent away."""

import threading
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from businesses import audit
from businesses.actions import members
from businesses.context import tenant
from businesses.models import Membership
from jobs import work
from jobs.models import Job
from metrics.actions import Entry, record_readings
from metrics.models import Metric
from systems.actions import add_flow, edit_element, move_element, shared
from systems.models import Element
from tests.factories import make_business, make_contribution, make_element, make_metric, make_system, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def postgresql_only() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time by itself")


class Map:
    """A business with a hand-off and a number, and its owner."""

    def __init__(self) -> None:
        with transaction.atomic():
            self.owner = make_user()
            self.business = make_business(self.owner)
            here, there = make_system(self.business), make_system(self.business, "Next")
            self.outputs = [make_element(here, "output") for _ in range(3)]
            self.input = make_element(there, "input")
            outcome = make_element(here, "outcome")
            make_contribution(self.outputs[0], outcome)
            self.metric = make_metric(self.outputs[0])

    def write(self, do: Callable[..., Any], **what: Any) -> Any:
        """One write, as a request carries it out."""
        with tenant(self.business.pk):
            return do(business=self.business, actor=self.owner, **what)

    def edit(self) -> None:
        self.write(edit_element, element=self.outputs[0], version=1, text="Other words")

    def move(self) -> None:
        self.write(move_element, element=self.outputs[1], up=True)

    def record(self) -> None:
        entry = Entry(self.metric.pk, date(2026, 11, 16), Decimal(7))
        self.write(record_readings, entries=[entry], today=date(2026, 11, 28))

    def hand_over(self) -> None:
        self.write(add_flow, output=self.outputs[1], input=self.input, measured_by=self.metric)

    def report(self) -> None:
        """The report is stored, in the transaction that ends the job."""
        job = Job.objects.get(business_id=self.business.pk)
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, run_after=timezone.now())
        assert work.run_job(job.pk)
        assert Job.objects.get(pk=job.pk).state != Job.State.QUEUED, "it was to be done at the first try"


def somebody_waits() -> bool:
    """Whether a transaction of this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])


def crossing(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, first: Any, second: Any) -> list[BaseException]:
    """`first` goes as far as this function and on when `second` waits for it, or is through. What went wrong."""
    arrived, through, wrong = threading.Event(), threading.Event(), list[BaseException]()
    done, main = getattr(module, name), threading.Thread(target=lambda: run(first))

    def until_the_other_waits(*args: Any, **kwargs: Any) -> Any:
        if threading.current_thread() is main and not arrived.is_set():
            arrived.set()
            end = time.monotonic() + 20
            while not through.is_set() and not somebody_waits() and time.monotonic() < end:
                through.wait(0.01)
        return done(*args, **kwargs)

    def run(call: Callable[[], None]) -> None:
        try:
            call()
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    monkeypatch.setattr(module, name, until_the_other_waits)
    main.start()
    assert arrived.wait(20)
    run(second)
    through.set()
    main.join(30)
    return wrong


@pytest.fixture
def at() -> Map:
    return Map()


def test_one_words_and_another_the_order(monkeypatch: pytest.MonkeyPatch, at: Map) -> None:
    assert crossing(monkeypatch, shared, "record", at.edit, at.move) == []
    with tenant(at.business.pk):
        assert Element.objects.get(pk=at.outputs[0].pk).text == "Other words"
        assert Element.objects.get(pk=at.outputs[1].pk).position == 0


def test_a_number_is_recorded_while_a_hand_off_names_its_metric(monkeypatch: pytest.MonkeyPatch, at: Map) -> None:
    at.record()
    with tenant(at.business.pk):
        Metric.objects.filter(pk=at.metric.pk).update(last_value=None)
    entry = Entry(at.metric.pk, date(2026, 11, 9), Decimal(8))

    def another_number() -> None:
        at.write(record_readings, entries=[entry], today=date(2026, 11, 28))

    assert crossing(monkeypatch, audit, "request_job", at.hand_over, another_number) == []


def test_the_map_is_changed_while_its_report_is_stored(monkeypatch: pytest.MonkeyPatch, at: Map) -> None:
    at.edit()
    assert crossing(monkeypatch, audit, "request_job", at.move, at.report) == []


def test_what_is_removed_meanwhile_cannot_be_moved(monkeypatch: pytest.MonkeyPatch, at: Map) -> None:
    client = Client()
    client.force_login(at.owner)
    done = shared.reorder

    def after_it_was_removed(*args: Any, **kwargs: Any) -> Any:
        return done([row for row in args[0] if row.pk != at.outputs[1].pk], *args[1:], **kwargs)

    monkeypatch.setattr("systems.actions.elements.reorder", after_it_was_removed)
    answer = client.post(f"/b/{at.business.slug}/elements/{at.outputs[1].pk}/move/", {"direction": "up"})
    assert answer.status_code == 404


def test_two_owners_whose_first_press_of_the_day_is_about_the_other(monkeypatch: pytest.MonkeyPatch, at: Map) -> None:
    with tenant(at.business.pk):
        one = at.business.memberships.get()
        other = at.business.memberships.create(user=make_user(), role="owner")

    def press(by: User, about: Membership) -> Callable[[], None]:
        client = Client()
        client.force_login(by)
        address = f"/b/{at.business.slug}/team/{about.pk}/role/"

        def pressed() -> None:
            assert client.post(address, {"role": "editor", "was": "owner"}).status_code in (302, 403, 409, 422)

        return pressed

    first, second = press(at.owner, other), press(other.user, one)
    assert crossing(monkeypatch, members, "_keep_an_owner", first, second) == []
    with tenant(at.business.pk):
        assert at.business.memberships.filter(role="owner").count() == 1
