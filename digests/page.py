"""What the preferences page prints: a row for each business, and what was sent."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from businesses.models import Business
from digests.compose import compose
from digests.forms import ChoiceForm
from digests.models import SendLedger, Subscription
from digests.queries import HISTORY, Place, facts_of, history, places_of, report_before
from digests.shapes import Digest
from digests.words import moment_in_words, short_moment
from jobs.clock import instant
from reports.queries import latest_report

State = SendLedger.State
TONES = {State.SENT: "on", State.FAILED: "off", State.UNKNOWN: "slip"}
RESENT = (State.SENT, State.FAILED, State.UNKNOWN)


@dataclass(frozen=True)
class Row:
    """One business and the form about it."""

    business: Business
    form: ChoiceForm
    is_on: bool
    next_words: str


@dataclass(frozen=True)
class Past:
    """One digest of the history."""

    entry: SendLedger
    at: str
    to: str
    what: str
    tone: str
    word: str
    may_resend: bool


@dataclass(frozen=True)
class Preferences:
    """The whole page."""

    rows: list[Row]
    past: list[Past]
    has_more: bool
    zone: str
    shows_people: bool  # the history tells of others too


def preferences(user: User, wrong: tuple[Business, ChoiceForm] | None = None) -> Preferences:
    """Build it; `wrong` is a form that was sent with errors. Five queries, whatever the number of businesses."""
    places = places_of(user)
    forms = {wrong[0].pk: wrong[1]} if wrong else {}
    managed = {p.business.pk for p in places if p.may_manage}
    entries = list(history(user, managed))
    return Preferences(
        rows=[row_of(p, user.time_zone, forms.get(p.business.pk)) for p in places],
        past=[past_of(e, user, e.business_id in managed) for e in entries],
        has_more=len(entries) == HISTORY,
        zone=user.time_zone.replace("_", " "),
        shows_people=any(e.user_id != user.pk for e in entries),
    )


def row_of(place: Place, zone: str, form: ChoiceForm | None = None) -> Row:
    """A business with its form as it is stored, or as it was sent."""
    stored = place.subscription
    if form is None:
        initial = {"kind": stored.kind, "weekday": stored.weekday, "hour": stored.hour} if stored else None
        form = ChoiceForm(initial=initial, auto_id=auto_id(place.business))
    return Row(place.business, form, bool(stored and stored.next_on), next_words(stored, zone))


def auto_id(business: Business) -> str:
    """Each row's fields have ids of their own."""
    return f"digest-{business.pk}-%s"


def next_words(stored: Subscription | None, zone: str) -> str:
    """When the next one is decided on, by the person's clock."""
    if stored is None or stored.next_on is None:
        return "None is sent."
    return f"Next: {moment_in_words(instant(stored.next_on, stored.local_time, zone), zone)}."


def past_of(entry: SendLedger, user: User, manages: bool) -> Past:
    """One line of the history."""
    on = entry.subscription.kind != Subscription.Kind.OFF or entry.user_id == user.pk
    said = entry.subject if entry.state in (State.SENT, State.QUEUED) else entry.reason
    return Past(
        entry=entry,
        at=short_moment(entry.ended_at or entry.at, user.time_zone),
        to="You" if entry.user_id == user.pk else entry.user.called,
        what=said or entry.subject,
        tone=TONES.get(State(entry.state), "none"),
        word=State(entry.state).label,
        may_resend=manages and on and entry.state in RESENT and entry.report_id is not None,
    )


def preview(business: Business, user: User, at: datetime) -> Digest | None:
    """What a digest would say now; None before the first report. Writes nothing."""
    report = latest_report(business)
    if report is None:
        return None
    stored = Subscription.objects.filter(business=business, user=user).first()
    shown = stored or Subscription(business=business, user=user, kind=Subscription.Kind.OFF)
    before = report_before(stored) if stored else None
    return compose(facts_of(shown, business, report, before, at, stop_url=""))
