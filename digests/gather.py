"""What digests of businesses are made from, for many at once: the same few queries for one and for a hundred."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, JSONField, OuterRef, Q, Subquery

from accounts.models import User
from businesses.models import Business
from businesses.roles import Can, may
from core.periods import local_today
from digests.compose import Facts, address
from digests.models import Subscription
from digests.shapes import Ask
from digests.words import shortened, why_words
from metrics.queries import due_metrics_of
from reports.action_views import action_view
from reports.models import Action, Finding, Report
from reports.queries import view_of
from reports.shapes import ActionView, ReportView
from reviews.models import Review
from reviews.queries import ThreadView, open_threads_of

SOON = timedelta(days=7)
MOST_ACTIONS = 5
MOST_ASKS = 3
LONGEST_QUESTION = 240


@dataclass(frozen=True)
class Wanted:
    """One digest to write: whose, about what, as of when."""

    subscription: Subscription
    business: Business
    user: User
    role: str
    member_id: int | None
    report_id: int | None
    earlier_id: int | None
    at: datetime
    stop_url: str = ""


def gather(wanted: Sequence[Wanted]) -> list[Facts | None]:
    """The facts of each, None where its report is gone. Four queries; the transaction sees the businesses already."""
    businesses = {w.business.pk: w.business for w in wanted}
    days = {pk: today_of(business, wanted) for pk, business in businesses.items()}
    stored = reports_of(businesses, {pk for w in wanted for pk in (w.report_id, w.earlier_id) if pk})
    members = {w.member_id for w in wanted if w.member_id}
    actions = open_actions(businesses, members)
    views = views_of({pk: stored[pk] for w in wanted if (pk := w.report_id or 0) in stored}, actions)
    mine_by_member = by_member(actions, members)
    due = due_of(businesses, days)
    threads = open_threads_of(businesses, {w.user.pk for w in wanted})

    def facts(w: Wanted) -> Facts:
        today = days[w.business.pk]
        mine = due.get(w.business.pk, []) if may(w.role, Can.RECORD) else []
        soon = [a for a in mine_by_member.get(w.member_id or 0, []) if a.due and a.due <= today + SOON]
        return Facts(
            business=w.business,
            report=views[w.report_id or 0],
            before=stored.get(w.earlier_id or 0),
            today=today,
            due=len(mine),
            first_due=mine[0] if mine else None,
            why=why_words(w.subscription, w.role, w.business.name),
            stop_url=w.stop_url,
            actions=soon[:MOST_ACTIONS],
            asks=asked(threads.get(w.business.pk, []), w),
        )

    return [facts(w) if w.report_id in views else None for w in wanted]


def today_of(business: Business, wanted: Iterable[Wanted]) -> date:
    """The date of the business when the newest of its digests was decided."""
    return local_today(max(w.at for w in wanted if w.business.pk == business.pk), business.time_zone)


class ListOf(Aggregate):
    """A column of several rows as JSON."""

    function = "jsonb_agg"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="json_group_array", **context)


def reports_of(businesses: Mapping[int, Business], ids: Iterable[int]) -> dict[int, Report]:
    """Reports with their businesses, and which findings were put aside there. One query."""
    aside = Finding.objects.filter(business=OuterRef("business"), state=Finding.State.DISMISSED).order_by()
    keys = Subquery(aside.values("business").annotate(keys=ListOf("key")).values("keys"))
    rows = Report.objects.filter(business__in=businesses, pk__in=list(ids)).annotate(aside=keys)
    found: dict[int, Report] = {}
    for report in rows:
        report.business = businesses[report.business_id]
        found[report.pk] = report
    return found


def views_of(reports: Mapping[int, Report], actions: Sequence[Action]) -> dict[int, ReportView]:
    """The reports as pages show them, from the actions that are open and what was put aside; nothing else of what was
    decided about a finding is told in a mail."""
    views: dict[int, list[ActionView]] = {}
    worked_on: dict[tuple[int, str], Finding] = {}
    for action in actions:
        if action.finding is not None:
            worked_on[action.business_id, action.finding.key] = action.finding
            views.setdefault(action.finding.pk, []).append(action_view(action))
    return {pk: view_of(report, decided_of(report, worked_on), views, None) for pk, report in reports.items()}


def decided_of(report: Report, worked_on: Mapping[tuple[int, str], Finding]) -> dict[tuple[int, str], Finding]:
    """A row for each finding of a report: the stored one where an action names it."""
    aside = set(getattr(report, "aside", None) or [])
    found: dict[tuple[int, str], Finding] = {}
    for finding in report.result["findings"]:
        key = (report.business_id, finding["id"])
        state = Finding.State.DISMISSED if finding["id"] in aside else Finding.State.OPEN
        found[key] = worked_on.get(key) or Finding(business_id=key[0], key=key[1], state=state)
    return found


def due_of(businesses: Mapping[int, Business], days: Mapping[int, date]) -> dict[int, list[int]]:
    """The metrics with a reading due, by business, in the order of its map. One query."""
    found: dict[int, list[int]] = {}
    due = due_metrics_of((business, days[pk]) for pk, business in businesses.items())
    for business_id, pk in due.values_list("business_id", "pk"):
        found.setdefault(business_id, []).append(pk)
    return found


def open_actions(businesses: Iterable[int], members: Iterable[int]) -> list[Action]:
    """What somebody said they would do about a finding or by some day, and did not, the earliest first. One query."""
    told = Q(finding__isnull=False) | Q(person__in=list(members), due__isnull=False)
    rows = Action.objects.filter(told, business__in=list(businesses)).exclude(state=Action.State.DONE)
    return list(rows.select_related("person__user", "outcome", "finding").order_by("due", "pk"))


def by_member(actions: Iterable[Action], members: Container[int]) -> dict[int, list[ActionView]]:
    """What each of these people said they would do by some day."""
    found: dict[int, list[ActionView]] = {}
    for action in actions:
        if action.due and action.person_id in members:
            found.setdefault(action.person_id or 0, []).append(action_view(action))
    return found


def asked(threads: Iterable[ThreadView], wanted: Wanted) -> list[Ask]:
    """What a reviewer asked and nobody answered or settled, the newest first."""
    found = []
    for waiting in threads:
        last = next(reversed(waiting.read_by(wanted.user)), None)
        sent = last is not None and last.review is not None and last.review.state == Review.State.SENT
        if last is None or last.review is None or not sent or not waiting.on_map:
            continue
        if last.author is None or last.author_id == wanted.user.pk:
            continue
        suggestion = getattr(last, "suggestion", None)
        text = last.text or (f"Would you rather say “{suggestion.text}”?" if suggestion else "")
        url = address("reviews:review_detail", wanted.business.slug, last.review.number)
        found.append(Ask(last.author.called, shortened(text, LONGEST_QUESTION), waiting.about, url))
    return found[::-1][:MOST_ASKS]
