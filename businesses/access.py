"""The one door: slug → membership → capability. The only code that reads a business's slug."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone

from accounts.access import METHODS, sign_in_first
from accounts.models import User
from accounts.zones import by_clock_of
from businesses.context import FRESH
from businesses.models import ApiToken, Business, Engagement, EngagementPerson, Invitation, Membership
from businesses.roles import Can, consultant, may, who_may
from core.flat import Statement, called
from core.periods import local_today

P = ParamSpec("P")
# In the session: addresses of businesses that their maker has corrected.
MOVED = "moved"
TRACE = "last_business"  # the cookie


class BusinessRequest(HttpRequest):
    """A request that has passed the door."""

    user: User
    business: Business
    membership: Membership

    def can(self, capability: Can) -> bool:
        """Whether this person may do it here."""
        raise AssertionError("given by the door")


@dataclass(frozen=True)
class Entry:
    """What the door found: the business and how this person belongs to it."""

    business: Business
    membership: Membership


def enter(user_id: int, slug: str) -> Entry | None:
    """The business with this slug if the person belongs to it, or is a consultant of it now. One round trip.

    On PostgreSQL the same statement names the person and the business to row-level security (businesses/context.py).
    A consultant's membership is no row: it has no id, and the role that the engagement gives.
    """
    if connection.vendor != "postgresql":
        return _enter_plainly(user_id, slug)
    # In one trip with what every door says first.
    text = f"{FRESH} {called(door_statement())}"
    with connection.cursor() as cursor:
        cursor.execute(text, [str(user_id), user_id, user_id, slug])
        cursor.nextset()
        row = cursor.fetchone()
    if row is None:
        return None
    level, seen_on, values = row[1], row[2], row[3:]
    b_fields = [f.attname for f in Business._meta.concrete_fields]
    b_values, m_values = values[: len(b_fields)], values[len(b_fields) :]
    business = Business.from_db("default", b_fields, b_values)
    if m_values[0] is None:
        return Entry(business, guest(business, user_id, level, seen_on))
    membership = Membership.from_db("default", [f.attname for f in Membership._meta.concrete_fields], m_values)
    return Entry(business, membership)


@cache
def door_statement() -> Statement:
    """What `enter` asks PostgreSQL: person, person, slug."""
    b_columns = [f"b.{f.column}" for f in Business._meta.concrete_fields]
    m_columns = [f"m.{f.column}" for f in Membership._meta.concrete_fields]
    return Statement(
        # Only our own column names are put into the text.
        "SELECT set_config('app.businesses', '{' || b.id || '}', true), e.level, e.last_seen_on,"  # noqa: S608
        f" {', '.join(b_columns + m_columns)} FROM businesses_business b"
        " LEFT JOIN businesses_membership m ON m.business_id = b.id AND m.user_id = %s"
        " LEFT JOIN LATERAL ("
        "  SELECT e.level, p.last_seen_on FROM businesses_engagementperson p"
        "  JOIN businesses_engagement e ON e.id = p.engagement_id"
        "  WHERE p.business_id = b.id AND p.user_id = %s AND e.state = 'active' ORDER BY e.level LIMIT 1"
        " ) e ON true"
        " WHERE b.slug = %s AND (m.id IS NOT NULL OR e.level IS NOT NULL)",
        "bigint, bigint, text",
    )


def _enter_plainly(user_id: int, slug: str) -> Entry | None:
    found = Membership.objects.select_related("business").filter(user_id=user_id, business__slug=slug).first()
    if found is not None:
        return Entry(found.business, found)
    people = EngagementPerson.objects.select_related("business", "engagement").order_by("engagement__level")
    active = {"engagement__state": Engagement.State.ACTIVE}
    person = people.filter(user_id=user_id, business__slug=slug, **active).first()
    if person is None:
        return None
    return Entry(person.business, guest(person.business, user_id, person.engagement.level, person.last_seen_on))


def guest(business: Business, user_id: int, level: str, seen_on: date | None) -> Membership:
    """How a consultant belongs to a business: for this request only, never stored."""
    return Membership(business=business, user_id=user_id, role=consultant(level), last_seen_on=seen_on)


def seen_today(membership: Membership) -> None:
    """Notes the day of the last visit, by the business's clock, at most one write a day."""
    today = local_today(timezone.now(), membership.business.time_zone)
    if membership.last_seen_on == today:
        return
    if membership.pk is None:
        mine = EngagementPerson.objects.filter(business_id=membership.business_id, user_id=membership.user_id)
        mine.update(last_seen_on=today)
    else:
        Membership.objects.filter(pk=membership.pk).update(last_seen_on=today)


def business_view(
    capability: Can,
) -> Callable[
    [Callable[Concatenate[BusinessRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, str, P], HttpResponse]
]:
    """Views of one business. Outsiders get 404, members without the capability 403, the signed-out sign in first.

    The view receives the request with `business`, `membership` and `can`; the slug stays here. Moments on its pages are
    by the business's clock.
    """

    def decorate(view: Callable[Concatenate[BusinessRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def door(request: Any, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            entry = enter(request.user.pk, slug)
            if entry is None:
                if (new := request.session.get(MOVED, {}).get(slug)) and enter(request.user.pk, new):
                    return moved(request, new)
                raise Http404
            role = entry.membership.role
            if not may(role, capability):
                raise PermissionDenied(f"Only {who_may(capability)} can {capability.value}.")
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            request.business, request.membership = entry.business, entry.membership
            request.can = lambda wanted: may(role, wanted)
            entry.membership.business, entry.membership.user = entry.business, request.user
            if request.method != "POST":  # whoever changes something holds the business first, and then people's rows
                seen_today(entry.membership)
            with by_clock_of(entry.business.time_zone):
                answer = view(request, *args, **kwargs)
            leave_trace(request, answer, slug)
            return answer

        door.capability = capability  # type: ignore[attr-defined]
        return door

    return decorate


def leave_trace(request: HttpRequest, answer: HttpResponse, place: str) -> None:
    """Pages of no business (help, one's account) lead back to where this person was last: a cookie, no write.

    `place`: the slug of a business, or `p.` and that of a practice.
    """
    trace = f"{request.user.pk}.{place}"
    if request.COOKIES.get(TRACE) != trace:
        answer.set_cookie(TRACE, trace, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")


class LastPlace(NamedTuple):
    """Where somebody was last: the slug of a business, or that of a practice, or nothing."""

    business: str = ""
    practice: str = ""


def last_place(request: HttpRequest) -> LastPlace:
    """Where this person was last. Whether it is there still is for its door to say."""
    owner, _, place = request.COOKIES.get(TRACE, "").partition(".")
    if owner != str(request.user.pk) or not re.fullmatch(r"(p\.)?[-a-z0-9]{1,60}", place):
        return LastPlace()
    return LastPlace(practice=place[2:]) if place.startswith("p.") else LastPlace(place)


def moved_to(request: HttpRequest, old: str, new: str) -> None:
    """The address of a business was changed by this person: their own way back still leads to it."""
    if old != new:
        earlier = {first: new if then == old else then for first, then in request.session.get(MOVED, {}).items()}
        request.session[MOVED] = {**earlier, old: new}


def moved(request: HttpRequest, slug: str) -> HttpResponse:
    """The same page or form at the new address."""
    here = request.resolver_match
    if here is None:
        raise Http404
    asked = request.META["QUERY_STRING"]
    answer = HttpResponse(status=307)
    answer["Location"] = reverse(here.view_name, kwargs={**here.kwargs, "slug": slug}) + (f"?{asked}" if asked else "")
    return answer


def person_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Views of a signed-in person outside any business: they see their own memberships and nothing else, and moments by
    their own clock."""

    @wraps(view)
    def door(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(FRESH, [str(request.user.pk)])
        with by_clock_of(request.user.time_zone):
            return view(request, *args, **kwargs)

    door.capability = None  # type: ignore[attr-defined]
    return door


def get_member(request: BusinessRequest, membership_id: int) -> Membership:
    """A member of this business, or 404."""
    found = Membership.objects.select_related("user").filter(business=request.business, pk=membership_id).first()
    if found is None:
        raise Http404
    found.business = request.business
    return found


def get_invitation(request: BusinessRequest, invitation_id: int) -> Invitation:
    """An invitation of this business, or 404."""
    found = Invitation.objects.filter(business=request.business, pk=invitation_id).first()
    if found is None:
        raise Http404
    found.business = request.business
    return found


def get_engagement(request: BusinessRequest, engagement_id: int) -> Engagement:
    """An active engagement with this business, or 404."""
    active = Engagement.objects.filter(business=request.business, state=Engagement.State.ACTIVE)
    found = active.select_related("practice").filter(pk=engagement_id).first()
    if found is None:
        raise Http404
    return found


def get_token(request: BusinessRequest, token_id: int) -> ApiToken:
    """A token of this business that was not revoked, or 404."""
    found = ApiToken.objects.filter(business=request.business, revoked_at=None, pk=token_id).first()
    if found is None:
        raise Http404
    found.business = request.business
    return found
