"""A business that holds a row of every kind, made by the actions that people use, and its way into a file and back."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.db import transaction

from accounts.models import User
from archive.export import export_business
from archive.reading import examined
from archive.restore import import_business
from businesses.actions import (
    begin_engagement,
    change_business,
    change_role,
    create_practice,
    end_engagement,
    invite,
    remove_member,
)
from businesses.context import see_businesses, see_user, tenant
from businesses.models import Business, Level, Membership, Role, Side
from digests.actions import choose, queue, skip
from digests.models import SendLedger
from frameworks.actions import built_in, keep_draft, save_answers
from metrics.actions.event import add_event, remove_event
from metrics.actions.metric import add_metric, edit_metric, make_main, set_state
from metrics.actions.plan import Amount, remove_plan, set_plan
from metrics.actions.reading import Entry, clear_reading, record_reading, record_readings, unskip
from metrics.actions.reading import skip as skip_reading
from metrics.models import Metric
from reports.actions import compute_report
from reports.actions.findings import dismiss_finding, reopen_finding
from reports.actions.plans import edit_action, move_action, plan_action
from reports.models import Finding, Report
from reviews.actions import add_comment, keep_ours, send_review, settle_thread, start_review, use_suggestion
from reviews.models import Suggestion
from systems.actions import (
    add_contribution,
    add_element,
    add_flow,
    add_serves,
    add_system,
    answer_coach,
    edit_contribution,
    edit_element,
    edit_flow,
    edit_system,
    move_element,
    move_system,
    remove_contribution,
    remove_element,
    remove_flow,
    remove_serves,
    remove_system,
    set_goal,
)
from systems.models import Element
from tests.factories import make_business, make_member, make_user

NOW = datetime(2026, 11, 23, 9, 14, tzinfo=UTC)  # Monday of week 48: week 47 is complete
TODAY = NOW.date()
MONDAYS = [date(2026, 11, 16) - timedelta(weeks=n) for n in range(30)][::-1]


@dataclass
class World:
    """The business and its people."""

    business: Business
    owner: User
    editor: Membership
    reviewer: User
    former: User
    lessons: Metric
    ads: Metric


def make_world(name: str = "Marlow Ads School", at: datetime = NOW) -> World:
    """Every table of the archive gets a row, and the history mentions things that are gone."""
    owner = make_user("nadia@example.com", name="Nadia Marlow", time_zone="Europe/Berlin")
    business = make_business(owner, name, time_zone="Europe/Berlin", currency="EUR")
    editor = make_member(business, Role.EDITOR, make_user("tomas@example.com", name="Tomas Reyes"))
    see_businesses([business.pk])
    save_answers(business=business, actor=owner, version_id=built_in().pk, trade="course", outcome="Ads pay",
                 systems=[{"key": "delivery", "label": "Delivery", "kind": "chain"}])  # fmt: skip
    keep_draft(business=business, draft={"delivery-output-text": "Lessons … “done”"})
    reviewer, former = people(business, owner)
    lessons, ads = draw(business, owner, editor)
    count(business, owner, lessons, ads)
    judge(business, owner, editor, ads, at)
    discuss(business, owner, reviewer, lessons, at)
    digest(business, owner, editor.user, at)
    business.refresh_from_db()
    change_business(business=business, actor=owner, version=business.version, sells="A course on ads", first_day=6)
    business.refresh_from_db()
    return World(business, owner, editor, reviewer, former, lessons, ads)


def people(business: Business, owner: User) -> tuple[User, User]:
    """A consultant at work, one whose engagement ended, a member who left, an invitation that is open."""
    reviewer = make_user("ines@example.com", name="Ines Okafor")
    for person, over in ((make_user("old@example.com", name="Old Hand"), True), (reviewer, False)):
        see_user(person.pk)
        practice = create_practice(lead=person)
        engagement = begin_engagement(
            business=business, practice=practice, person=person, level=Level.EDIT, side=Side.BUSINESS, actor=owner
        )
        if over:
            end_engagement(engagement=engagement, actor=owner, side=Side.BUSINESS, at=NOW)
    former = make_user("former@example.com", name="Priya Shah")
    membership = make_member(business, Role.EDITOR, former)
    see_businesses([business.pk])
    membership = change_role(membership=membership, actor=owner, role=Role.RECORDER, was=Role.EDITOR)
    add_system(business=business, actor=former, name="Traffic")
    remove_member(membership=membership, actor=owner)
    invite(business=business, actor=owner, emails=["guest@example.com"], role=Role.VIEWER, at=NOW)
    return reviewer, former


def draw(business: Business, owner: User, editor: Membership) -> tuple[Metric, Metric]:
    """A map with links, hand-offs, things moved and things removed."""
    who: dict[str, Any] = {"business": business, "actor": owner}
    delivery = add_system(**who, name="Delivery")
    sales = add_system(**who, name="Sales", kind="chain", owner=editor)
    gone = add_system(**who, name="Gone", kind="support")
    move_system(**who, system=sales, up=True)
    lost = add_element(**who, system=gone, kind="output", text="Reports nobody reads")
    made = add_element(**who, system=delivery, kind="output", text="e12 lessons in m2")  # looks like ids, and is words
    change = add_element(**who, system=delivery, kind="outcome", text="Ads pay", owner=editor, desired_for="money")
    other = add_element(**who, system=delivery, kind="outcome", text="Fewer refunds", why="“Money” & <b>trust</b>")
    step = add_element(**who, system=delivery, kind="step", text="Record a lesson", hours=Decimal("4.25"), rate=40)
    taken = add_element(**who, system=sales, kind="input", text="Graduates", unit="people", definition="who finished")
    add_element(**who, system=delivery, kind="resource", text="Camera", facet="technology")
    move_element(**who, element=other, up=True)
    add_contribution(**who, source=made, target=change, why="They use it", delay_days=14, strength="strong")
    edited = add_contribution(**who, source=change, target=other)
    edit_contribution(**who, contribution=edited, version=edited.version, sign=-1)
    remove_contribution(**who, contribution=add_contribution(**who, source=lost, target=other))
    add_serves(**who, step=step, target=made)
    remove_serves(**who, serves=add_serves(**who, step=step, target=change))
    lessons = add_metric(element=made, actor=owner, name="Lessons finished", unit="lessons", owner=editor)
    ads = add_metric(element=change, actor=owner, name="Ads that pay", unit="%", zero=Decimal("0.125"), combine="mean")
    flow = add_flow(**who, output=made, input=taken)
    edit_flow(**who, flow=flow, version=flow.version, measured_by=lessons, limits=None)
    remove_flow(**who, flow=add_flow(**who, output=lost, input=taken))
    edit_system(**who, system=delivery, version=delivery.version, volume_metric=lessons, capacity=Decimal(500))
    edit_element(**who, element=step, version=step.version, owner=editor, who="Tomas")
    set_goal(**who, outcome=other)
    set_goal(**who, outcome=change)
    answer_coach(**who, statement="Send lessons", said="output", answer="change", at=NOW)
    remove_element(**who, element=Element.objects.get(business=business, text="Camera"), at=NOW)
    remove_system(**who, system=gone, at=NOW)
    return lessons, ads


def count(business: Business, owner: User, lessons: Metric, ads: Metric) -> None:
    """Plans, thirty weeks of readings, corrections, skips, events; metrics that changed places."""
    who: dict[str, Any] = {"actor": owner, "today": TODAY}
    set_plan(metric=lessons, actor=owner, since=MONDAYS[0], amount=Amount(Decimal(40)), benchmark="Last year: 38")
    set_plan(metric=ads, actor=owner, since=MONDAYS[0], amount=Amount(Decimal(60)))
    remove_plan(plan=set_plan(metric=ads, actor=owner, since=MONDAYS[5], amount=Amount(Decimal(70))), actor=owner)
    entries = [
        Entry(metric.pk, monday, value + Decimal(n * 7 % 5) / 8)
        for metric, value in ((lessons, Decimal(44)), (ads, Decimal(30)))
        for n, monday in enumerate(MONDAYS[:-2])
    ]
    record_readings(business=business, entries=entries, **who)
    for value in ("51", "15123456.000001"):
        record_reading(
            metric=lessons, period=MONDAYS[-2], value=Decimal(value), note="≈ 15 m\nof it", why="typo", **who
        )
    record_reading(metric=ads, period=MONDAYS[-2], value=Decimal(31), **who)
    record_reading(metric=ads, period=MONDAYS[-2], value=Decimal(32), **who)
    clear_reading(metric=ads, period=MONDAYS[-2], why="never counted", **who)
    skip_reading(metric=ads, period=MONDAYS[-2], **who)
    skip_reading(metric=ads, period=MONDAYS[-1], **who)
    unskip(metric=ads, actor=owner, period=MONDAYS[-1])
    add_event(business=business, actor=owner, day=MONDAYS[3], text="New tutor", metric=lessons)
    remove_event(event=add_event(business=business, actor=owner, day=MONDAYS[3], text="Oops"), actor=owner)
    second = add_metric(element=ads.element, actor=owner, name="Ads that pay in a month", unit="%", cadence="monthly")
    make_main(metric=second, actor=owner)
    make_main(metric=ads, actor=owner)
    set_state(metric=second, actor=owner, state="retired")
    ads.refresh_from_db()
    edit_metric(metric=ads, actor=owner, version=ads.version, source_note="The ads page")


def judge(business: Business, owner: User, editor: Membership, ads: Metric, at: datetime) -> None:
    """Two reports; a finding put aside and opened again, one with an action."""
    for days in (7, 0):
        compute_report(business_id=business.pk, at=at - timedelta(days=days))
    see_businesses([business.pk])
    first, second = Finding.objects.filter(business=business).order_by("pk")[:2]
    dismiss_finding(business=business, actor=owner, finding=first, reason="Known")
    reopen_finding(business=business, actor=owner, finding=first)
    dismiss_finding(business=business, actor=owner, finding=first, reason="Known to all")
    action = plan_action(
        business=business, actor=owner, finding=second, text="Ask five graduates", person=editor, due=date(2026, 12, 1),
        outcome=ads.element, expected=Decimal("44.5"), level_before=31.3,
    )  # fmt: skip
    action = edit_action(business=business, actor=owner, action=action, person=None, text="Ask six")
    edit_action(business=business, actor=owner, action=action, person=editor)
    action.refresh_from_db()
    move_action(business=business, actor=owner, action=action, to="done", at=at)


def discuss(business: Business, owner: User, reviewer: User, lessons: Metric, at: datetime) -> None:
    """A review that was sent, with a suggestion used and one kept out; one that is held; a settled thread."""
    element = Element.objects.select_related("system").get(pk=lessons.element_id)
    where: dict[str, Any] = {"business": business, "system": element.system, "element": element}
    review = start_review(business=business, reviewer=reviewer)
    add_comment(
        **where, author=reviewer, at=at, text="Who for?", suggestion="Lessons that lead to an ad", review=review
    )
    add_comment(**where, author=reviewer, at=at, suggestion="Lessons", review=review)
    send_review(review=review, verdict="changes", note="Two things", at=at)
    used, kept = Suggestion.objects.filter(business=business).order_by("pk")
    use_suggestion(suggestion=used, actor=owner, at=at)
    keep_ours(suggestion=kept, actor=owner, at=at)
    comment = add_comment(business=business, system=element.system, author=owner, at=at, text="All of it?")
    settle_thread(thread=comment.thread, actor=owner, settled=True, at=at)
    held = start_review(business=business, reviewer=reviewer)
    add_comment(**where, author=reviewer, at=at + timedelta(hours=1), text="Not sent yet", review=held)


def digest(business: Business, owner: User, editor: User, at: datetime) -> None:
    """One digest sent, one skipped, one on its way."""
    report = Report.objects.filter(business=business).latest("pk")
    mine = choose(scope=business, user=owner, kind="weekly", weekday=1, hour=7, at=at)
    sent = queue(subscription=mine, period="weekly 2026-w46", report_id=report.pk, at=at)
    said: dict[str, Any] = {"subject": "1 gap", "totals": {"gaps": 1, "due": 2}}
    SendLedger.objects.filter(pk=sent.pk).update(state=SendLedger.State.SENT, ended_at=at, **said)
    queue(subscription=mine, period="weekly 2026-w47", report_id=report.pk, earlier_id=report.pk, at=at)
    other = choose(scope=business, user=editor, kind="monthly", weekday=0, hour=8, at=at)
    skip(subscription=other, period="monthly 2026-11", reason="Nothing changed and nothing is due", at=at)


def exported(business: Business, at: datetime = NOW) -> str:
    """The file of this business."""
    with transaction.atomic(), tenant(business.pk):
        stored = Business.objects.get(pk=business.pk)
        return "".join(export_business(business=stored, at=at, told={}))


def imported(text: str, slug: str = "", owner: str = "", at: datetime = NOW) -> Business:
    """The business that a file becomes."""
    file = BytesIO(text.encode())
    contents = examined(file)
    file.seek(0)
    return import_business(file=file, contents=contents, slug=slug, owner=owner, at=at)


def sections(text: str) -> dict[str, Any]:
    """A file without what is allowed to differ after it was read: when it was written, the slug, the line of the
    history that says so, and the consultants, who are not brought back."""
    found: dict[str, Any] = json.loads(text)
    del found["about"]["exported_at"], found["manifest"]["sections"], found["business"][0]["slug"]
    found["history"] = [row for row in found["history"] if row["what"] != "business_import"]
    return {**found, "consultants": []}
