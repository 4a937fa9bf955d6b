"""What the edition of a practice is made from: the clients of one person, as their Clients page shows them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from alignment.parse import case_from_dict
from businesses.context import see_businesses
from businesses.models import Practice
from core.periods import local_today
from digests.compose import going_well
from digests.gather import reports_of, views_of
from digests.models import SendLedger, Subscription
from digests.queries import assigned
from digests.shapes import Line
from digests.since import changes
from digests.words import why_words
from portfolio.clients import judged
from portfolio.judge import QUIET_AFTER
from portfolio.shapes import Client
from portfolio.words import NEEDS
from reports.models import Report
from reports.shapes import ReportView
from reviews.queries import answers_waiting

NEW = Line("New", "Among your clients since the last digest.")
TOGETHER = 30  # clients whose reports are in memory at once

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EditionFacts:
    """What an edition is made of."""

    practice: Practice
    clients: Sequence[Client]  # in the order of the Clients page
    changed: Mapping[int, list[Line]]  # by business
    answers: Mapping[int, int]  # threads that wait for this person, by business
    newly_silent: int
    going_well: str
    today: date  # by the person's clock
    why: str
    stop_url: str

    @property
    def reports(self) -> dict[str, int]:
        """What the next edition is told from: the report of each client, 0 where there was none."""
        return {str(c.business.pk): c.report_id or 0 for c in self.clients}


def edition_facts(
    practice: Practice, subscription: Subscription, since: SendLedger | None, at: datetime, stop_url: str
) -> EditionFacts | None:
    """The facts; None without clients. The transaction sees the practice and the person already.

    From here on it sees the businesses this person is assigned to at this moment, which the log names, and no other.
    A fixed number of queries, and one for each thirty clients that changed.
    """
    user = subscription.user
    mine = {
        person.business_id: Client(person.business, person.engagement_id, [], True)
        for person in assigned(user, practice.pk)
    }
    see_businesses(mine)
    log.info("the edition of practice %s for person %s sees businesses %s", practice.pk, user.pk, list(mine))
    clients = judged(mine, user.pk, at)
    if not clients:
        return None
    before = since.reports if since else {}
    changed, well = told(clients, before)
    ids = list(mine)
    return EditionFacts(
        practice=practice,
        clients=clients,
        changed=changed,
        answers=answers_waiting(user, ids),
        newly_silent=sum(fell_silent(client, since) for client in clients) if since else 0,
        going_well=well,
        today=local_today(at, user.time_zone),
        why=why_words(subscription, "", practice.name),
        stop_url=stop_url,
    )


def told(clients: Sequence[Client], before: Mapping[str, int]) -> tuple[dict[int, list[Line]], str]:
    """What changed at each since the report of the last edition, and the best that goes well at one of them."""
    changed = {c.business.pk: [NEW] for c in clients if before and str(c.business.pk) not in before}
    best: tuple[bool, int, str] = (False, 0, "")
    moved = [c for c in clients if c.report_id and before.get(str(c.business.pk)) != c.report_id]
    steady = [c for c in clients if c.report_id and c not in moved and c.rank == NEEDS["on"]]
    wanted = [*moved, *steady[: max(0, TOGETHER - len(moved))]]
    for start in range(0, len(wanted), TOGETHER):
        some = wanted[start : start + TOGETHER]
        views, earlier = stored(some, before)
        for client in some:
            view, then = views[client.report_id or 0], earlier.get(before.get(str(client.business.pk), 0))
            if then:
                changed[client.business.pk] = changes(client.business, view, then)
            best = max(best, good(client, view))
    return changed, best[2]


def stored(clients: Sequence[Client], before: Mapping[str, int]) -> tuple[dict[int, ReportView], dict[int, Report]]:
    """The newest reports as pages show them, and by their ids those of the last edition. One query."""
    businesses = {client.business.pk: client.business for client in clients}
    ids = {client.report_id or 0 for client in clients} | {before.get(str(pk), 0) for pk in businesses}
    found = reports_of(businesses, ids)
    for pk, told in ((pk, before.get(str(pk), 0)) for pk in businesses):
        if told and told not in found and (kept := kept_for(pk, told)):
            kept.business = businesses[pk]
            found[told] = kept
    newest = {client.report_id for client in clients}
    return views_of({pk: report for pk, report in found.items() if pk in newest}, ()), found


def kept_for(business_id: int, report_id: int) -> Report | None:
    """The report that stands for one that is gone: of a day long past only the last is kept."""
    return Report.objects.filter(business=business_id, pk__gt=report_id).order_by("pk").first()


def good(client: Client, view: ReportView) -> tuple[bool, int, str]:
    """One thing that goes well there: best where all does, and where it has for longest."""
    periods, words = going_well(client.business, view, case_from_dict(view.case))
    return client.rank == NEEDS["on"], periods, f"{client.business.name}: {words}" if words else ""


def fell_silent(client: Client, since: SendLedger) -> bool:
    """Whether it went quiet after the last edition."""
    if client.rank != NEEDS["quiet"] or client.last_day is None:
        return False
    return (local_today(since.at, client.business.time_zone) - client.last_day).days <= QUIET_AFTER
