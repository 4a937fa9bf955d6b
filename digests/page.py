"""What the preferences page prints: a row for each practice and business, and what was sent."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from businesses.models import Business, Membership, Practice
from digests.clients import edition_facts
from digests.compose import compose
from digests.edition import compose_edition
from digests.forms import ChoiceForm
from digests.gather import Wanted, gather
from digests.models import SendLedger, Subscription
from digests.queries import HISTORY, Place, edition_before, history, newest_reports, places_of, report_before
from digests.scopes import Scope, named, scope_of
from digests.shapes import Digest, Edition
from digests.words import day_in_words, moment_in_words, short_moment
from jobs.clock import instant

State = SendLedger.State
TONES = {State.SENT: "on", State.FAILED: "off", State.UNKNOWN: "slip"}
RESENT = (State.SENT, State.FAILED, State.UNKNOWN)


@dataclass(frozen=True)
class Row:
    """One business, or a practice's clients, and the form about it."""

    key: str  # of the row's ids on the page
    name: str
    hint: str
    form: ChoiceForm
    is_on: bool
    next_words: str
    set_url: str
    preview_url: str
    send_url: str


@dataclass(frozen=True)
class Past:
    """One digest of the history."""

    entry: SendLedger
    about: str
    at: str
    to: str
    what: str
    tone: str
    word: str
    again_url: str  # "" where it cannot be sent again by this person


@dataclass(frozen=True)
class Preferences:
    """The whole page."""

    rows: list[Row]
    past: list[Past]
    has_more: bool
    zone: str
    shows_people: bool  # the history tells of others too

    @property
    def any_on(self) -> bool:
        """Whether one will come."""
        return any(row.is_on for row in self.rows)


def preferences(user: User, wrong: tuple[Scope, ChoiceForm] | None = None) -> Preferences:
    """Build it; `wrong` is a form that was sent with errors. The same number of queries, however many rows."""
    places = places_of(user)
    forms = {wrong[0]: wrong[1]} if wrong else {}
    managed = {p.scope.pk for p in places if p.may_manage}
    entries = history(user, places)
    return Preferences(
        rows=[row_of(p, user.time_zone, forms.get(p.scope)) for p in places],
        past=[past_of(e, user, e.business_id in managed) for e in entries],
        has_more=len(entries) == HISTORY,
        zone=user.time_zone.replace("_", " "),
        shows_people=any(e.user_id != user.pk for e in entries),
    )


def row_of(place: Place, zone: str, form: ChoiceForm | None = None) -> Row:
    """A row with its form as it is stored, or as it was sent."""
    stored, scope = place.subscription, place.scope
    if form is None:
        initial = {"kind": stored.kind, "weekday": stored.weekday, "hour": stored.hour} if stored else None
        form = ChoiceForm(initial=initial, auto_id=auto_id(scope))
    kind = "edition" if place.is_practice else "digest"
    set_url, preview_url, send_url = (
        reverse(f"digests:{kind}_{name}", args=[scope.slug]) for name in ("set", "preview", "send")
    )
    return Row(
        key=key_of(scope), name=scope.name, hint="All your clients in one email." if place.is_practice else "",
        form=form, is_on=bool(stored and stored.next_on), next_words=next_words(stored, zone),
        set_url=set_url, preview_url=preview_url, send_url=send_url,
    )  # fmt: skip


def key_of(scope: Scope) -> str:
    """`b12`, `p3`."""
    return f"{'p' if isinstance(scope, Practice) else 'b'}{scope.pk}"


def auto_id(scope: Scope) -> str:
    """Each row's fields have ids of their own."""
    return f"digest-{key_of(scope)}-%s"


def next_words(stored: Subscription | None, zone: str) -> str:
    """When the next one is decided on, by the person's clock."""
    if stored is None or stored.next_on is None:
        return "None is sent."
    if stored.kind == Subscription.Kind.CHANGE:
        return f"Next: at a full hour after a gap is new, worse or fixed, from {day_in_words(stored.next_on)} on."
    return f"Next: {moment_in_words(instant(stored.next_on, stored.local_time, zone), zone)}."


def past_of(entry: SendLedger, user: User, manages: bool) -> Past:
    """One line of the history."""
    scope = scope_of(entry)
    mine = entry.user_id == user.pk
    on = entry.subscription.kind != Subscription.Kind.OFF or mine
    said = entry.subject if entry.state in (State.SENT, State.QUEUED) else entry.reason
    again = on and entry.state in RESENT and (entry.practice_id or (manages and entry.report_id))
    kind = "edition" if entry.practice_id else "digest"
    return Past(
        entry=entry,
        about=scope.name,
        at=short_moment(entry.ended_at or entry.at, user.time_zone),
        to="You" if mine else entry.user.called,
        what=said or entry.subject or ("Digest" if entry.asked else f"Digest, {entry.period}"),
        tone=TONES.get(State(entry.state), "none"),
        word=State(entry.state).label,
        again_url=reverse(f"digests:{kind}_again", args=[scope.slug, entry.pk])
        if again and on and entry.state in RESENT
        else "",
    )


def preview(business: Business, user: User, membership: Membership, at: datetime) -> Digest | None:
    """What a digest of a business would say now; None before the first report. Writes nothing."""
    stored = subscription_of(business, user)
    newest = newest_reports([business.pk]).get(business.pk)
    before = report_before(stored) if stored.pk else None
    wanted = Wanted(stored, business, user, membership.role, membership.pk, newest, before, at)
    facts = gather([wanted])[0]
    return compose(facts) if facts else None


def preview_edition(practice: Practice, user: User, at: datetime) -> Edition | None:
    """What a practice's edition would say now; None without clients. Writes nothing."""
    stored = subscription_of(practice, user)
    facts = edition_facts(practice, stored, edition_before(stored) if stored.pk else None, at, stop_url="")
    return compose_edition(facts) if facts else None


def subscription_of(scope: Scope, user: User) -> Subscription:
    """This person's digest about it, as it is stored or would be made."""
    stored = Subscription.objects.filter(**named(scope), user=user).first()
    found = stored or Subscription(**named(scope), user=user, kind=Subscription.Kind.OFF)
    found.user = user
    return found
