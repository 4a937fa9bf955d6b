"""A business goes into a file and comes back as another business: the same in everything but its ids."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from archive.commands import find_business
from archive.export import export_business, snapshot
from archive.tables import TABLES
from businesses.context import tenant
from businesses.models import AuditRow, Business, Membership
from digests.models import Subscription
from digests.tasks import night
from jobs.models import Due, Job, OutboxMail
from jobs.timetable import Turn
from metrics.models import Metric
from reports.actions import compute_report
from reports.models import Finding, Report
from systems.actions import add_contribution
from systems.models import Contribution, Element
from tests.archive.world import NOW, World, exported, imported, sections
from tests.factories import make_business, make_element, make_metric, make_reading, make_system, see
from workspace.sample.actions import load_demo
from workspace.sample.practice import CLIENTS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def test_a_row_of_every_kind_comes_back_the_same(world: World) -> None:
    first = exported(world.business)
    told = json.loads(first)
    assert [table.section for table in TABLES if not told[table.section]] == [], "the test has no such row"
    again = imported(first, slug="again")
    assert again.pk != world.business.pk
    assert sections(exported(again)) == sections(first)


def test_the_same_business_gives_the_same_bytes(world: World) -> None:
    assert exported(world.business) == exported(world.business)


@pytest.fixture
def samples(db: None) -> list[Business]:
    _, businesses = load_demo(password="marlow-sample", at=MONDAY)
    return businesses


def test_every_sample_comes_back_with_its_verdict_and_its_pages(samples: list[Business], client: Client) -> None:
    for number, (business, story) in enumerate(zip(samples, CLIENTS, strict=True)):
        first = exported(business)
        again = imported(first, slug=f"again-{number}")
        assert sections(exported(again)) == sections(first), story.name
        client.force_login(User.objects.get(email=story.people[story.owner][1]))
        Job.objects.filter(business_id=again.pk).delete()  # else pages say that they are counting again
        with time_machine.travel(MONDAY, tick=False):
            for path in ("", "map/", "map/?view=list", "alignment/", "actions/", "check-in/", "coverage/"):
                old, new = says(client, business, path), says(client, again, path)
                assert new == old, f"{story.name}: {path} says something else"
            for path in ("history/", "reviews/", "team/", "settings/", f"metrics/{first_of(Metric, again)}/"):
                assert says(client, again, path)


def says(client: Client, business: Business, path: str) -> str:
    """The words of a page."""
    answer = client.get(f"/b/{business.slug}/{path}")
    assert answer.status_code == 200, f"{business.slug}/{path}"
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def first_of(model: type[Metric] | type[Element], business: Business) -> int:
    with tenant(business.pk):
        found = model._default_manager.filter(business=business).order_by("pk").values_list("pk", flat=True).first()
    assert found is not None
    return found


def test_the_next_report_is_made_here_and_says_the_same(samples: list[Business]) -> None:
    for number, business in enumerate(samples):
        again = imported(exported(business), slug=f"again-{number}")
        assert Job.objects.get(key=f"alignment:{again.pk}").state == Job.State.QUEUED
        with tenant(again.pk):
            old, findings = Report.objects.latest("pk"), set(Finding.objects.values_list("key", flat=True))
            made = compute_report(business_id=again.pk, at=MONDAY)
            assert made is not None
            assert made.case["metrics"] == old.case["metrics"]
            assert [made.result[key] for key in SAME] == [old.result[key] for key in SAME]
            raised = {found["id"] for found in made.result["findings"]}
            assert set(Finding.objects.values_list("key", flat=True)) == findings | raised
            assert raised == {found["id"] for found in old.result["findings"]}
        assert Due.objects.filter(key=f"nightly_alignment:{again.pk}").exists()


# Not the tests by permutation, and so not the share of evidence in the score: their seeds come from the ids.
SAME = ("productivity", "effectiveness", "quadrant", "systems", "metrics", "constraint", "first_broken")


def test_pages_of_a_business_with_a_row_of_every_kind(world: World, client: Client) -> None:
    again = imported(exported(world.business), slug="again")
    client.force_login(world.owner)
    with time_machine.travel(NOW, tick=False):
        for path in ("", "map/", "alignment/", "reviews/", "reviews/1/", "actions/", "map/removed/", "team/"):
            assert says(client, again, path)
        log = [says(client, again, f"history/?page={number}") for number in (1, 2)]
        assert ["brought in from a file" in text for text in log] == [True, False]
        assert re.search(r"Ines Okafor +began +“ ?Review 1 ?”", "".join(log))
        with tenant(again.pk):
            live = Element.objects.filter(business=again, removed_at=None, system__removed_at=None)
            elements = list(live.values_list("pk", "system", "kind"))
            metrics = list(Metric.objects.filter(business=again).values_list("pk", flat=True))
        for pk in metrics:
            assert says(client, again, f"metrics/{pk}/")
        for pk, system, kind in elements:
            assert says(client, again, f"systems/{system}/{kind}/{pk}/")


def test_nothing_is_sent_now_or_later(world: World) -> None:
    OutboxMail.objects.all().delete()
    again = imported(exported(world.business), slug="again")
    assert not OutboxMail.objects.exists()
    night(Turn(f"nightly_alignment:{again.pk}", again.pk, NOW.date(), NOW))
    assert not OutboxMail.objects.exists()
    assert not django_mail.outbox
    with tenant(again.pk):
        kinds = Subscription.objects.filter(business=again).values_list("kind", flat=True)
        assert len(kinds) >= Membership.objects.filter(business=again).count() == 2
        assert set(kinds) == {"off"}
        assert "mail_key" not in json.loads(exported(again))["digests"][0]
    assert not Due.objects.filter(kind="digest", business_id=again.pk).exists()


def test_what_is_gone_never_becomes_something_else(world: World) -> None:
    """A link that was taken off is spoken of in the history; no later link may get its number."""
    again = imported(exported(world.business), slug="again")
    see(again)
    removed = AuditRow.objects.get(business=again, what="contribution_remove")
    assert removed.object_id is not None
    assert not Contribution.objects.filter(pk=removed.object_id).exists()
    ends = Element.objects.filter(
        business=again, pk__in=[(removed.before or {})[k] for k in ("source_id", "target_id")]
    )
    assert {e.text for e in ends} == {"Reports nobody reads", "Fewer refunds"}
    made = [
        add_contribution(business=again, actor=world.owner, source=source, target=ends.get(text="Fewer refunds"))
        for source in Element.objects.filter(business=again, kind="output")
    ]
    assert removed.object_id not in {row.pk for row in made}


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=300)
ODD = st.sampled_from(
    ["e1", "s1>e2", "x:e1>e2", "m7", "1 2026-11-16", '"}],', "\\u0000", "\u2028", "🦊" * 300, "a\u0301", "\x1b[2J"]
)
NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS | ODD, min_size=4, max_size=4), values=st.lists(NUMBERS, min_size=1, max_size=5))
def test_odd_texts_and_exact_numbers(db: None, texts: list[str], values: list[Decimal]) -> None:
    with transaction.atomic():
        business = make_business(name=texts[0][:120])
        element = make_element(make_system(business, texts[1][:120], purpose=texts[2]), "output", texts[3])
        metric = make_metric(element, texts[2][:120], values=values, unit=texts[3][:30])
        see(business)
        AuditRow.objects.create(
            business=business, what="output_edit", object_type="element", object_id=element.pk, label=texts[1],
            before={"text": texts[1], "list": texts}, after={"text": texts[2]},
        )  # fmt: skip
        first = exported(business)
        again = imported(first, slug="again")
        assert sections(exported(again)) == sections(first)
        see(again)
        copy = Metric.objects.get(business=again)
        assert (copy.name, copy.unit, copy.element.text) == (metric.name, metric.unit, texts[3])
        assert list(copy.readings.order_by("period").values_list("value", flat=True)) == values
        assert AuditRow.objects.get(business=again, what="output_edit").before == {"text": texts[1], "list": texts}
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_a_file_is_of_one_moment_whatever_is_written_meanwhile() -> None:
    """Somebody records a reading after the first rows have left: the file does not show half of it."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets nobody write meanwhile")
    business = make_business()
    metric = make_metric(make_element(make_system(business), "output"), values=[1, 2, 3])
    with snapshot():
        stored = find_business(business.slug)
        pieces = export_business(business=stored, at=NOW, told={})
        start = next(pieces)
        in_another_connection(lambda: make_reading(metric, 4, date(2026, 11, 23)))
        told = json.loads(start + "".join(pieces))
    assert [row["value"] for row in told["readings"]] == ["1", "2", "3"]
    assert told["metrics"][0]["last_value"] == "3"
    with snapshot():
        later = json.loads("".join(export_business(business=find_business(business.slug), at=NOW, told={})))
    assert [row["value"] for row in later["readings"]] == ["1", "2", "3", "4"]


def in_another_connection(work: Callable[[], object]) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()
