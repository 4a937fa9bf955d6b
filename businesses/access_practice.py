"""The door of a practice: slug → member → capability. The only code that reads a practice's slug."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from accounts.access import METHODS, sign_in_first
from accounts.models import User
from accounts.zones import by_clock_of
from businesses.access import leave_trace
from businesses.context import FRESH, in_one_trip, see_businesses
from businesses.models import ClientInvitation, Engagement, Practice, PracticeInvitation, PracticeMember
from businesses.roles import PracticeCan, practice_may
from core.periods import local_today

P = ParamSpec("P")


class PracticeRequest(HttpRequest):
    """A request that has passed the door of a practice."""

    user: User
    practice: Practice
    member: PracticeMember

    def can(self, capability: PracticeCan) -> bool:
        """Whether this person may do it here."""
        raise AssertionError("given by the door")


def enter_practice(user_id: int, slug: str) -> PracticeMember | None:
    """This person's place in the practice with this slug. One round trip.

    On PostgreSQL the same statement names the person and the practice to row-level security (businesses/context.py).
    """
    mine = PracticeMember.objects.select_related("practice").filter(user_id=user_id, practice__slug=slug)
    if connection.vendor != "postgresql":
        return mine.first()
    p_fields, m_fields = Practice._meta.concrete_fields, PracticeMember._meta.concrete_fields
    columns = ", ".join([f"p.{f.column}" for f in p_fields] + [f"m.{f.column}" for f in m_fields])
    row = in_one_trip(
        # Only our own column names are put into the text.
        f"{FRESH} SELECT set_config('app.practice', p.id::text, true), {columns}"  # noqa: S608
        " FROM businesses_practicemember m JOIN businesses_practice p ON p.id = m.practice_id"
        " WHERE m.user_id = %s AND p.slug = %s",
        [str(user_id), user_id, slug],
    )
    if row is None:
        return None
    values = row[1:]
    practice = Practice.from_db("default", [f.attname for f in p_fields], values[: len(p_fields)])
    member = PracticeMember.from_db("default", [f.attname for f in m_fields], values[len(p_fields) :])
    member.practice = practice
    return member


def practice_view(
    capability: PracticeCan,
) -> Callable[
    [Callable[Concatenate[PracticeRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, str, P], HttpResponse]
]:
    """Views of one practice. Strangers get 404, members without the capability 403, the signed-out sign in first.

    The view receives the request with `practice`, `member` and `can`; the slug stays here. Moments on its pages are
    by the person's clock.
    """

    def decorate(view: Callable[Concatenate[PracticeRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def door(request: Any, practice_slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            member = enter_practice(request.user.pk, practice_slug)
            if member is None:
                raise Http404
            if not practice_may(member.role, capability):
                raise PermissionDenied(f"Only a lead of the practice can {capability.value}.")
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            member.user = request.user
            request.practice, request.member = member.practice, member
            request.can = lambda wanted: practice_may(member.role, wanted)
            if request.method != "POST":  # as at the door of a business
                _seen_today(member)
            with by_clock_of(request.user.time_zone):
                answer = view(request, *args, **kwargs)
            leave_trace(request, answer, f"p.{practice_slug}")
            return answer

        door.capability = capability  # type: ignore[attr-defined]
        return door

    return decorate


def _seen_today(member: PracticeMember) -> None:
    """Notes the day of the last visit, by the person's own clock, at most one write a day."""
    today = local_today(timezone.now(), member.user.time_zone)
    if member.last_seen_on != today:
        PracticeMember.objects.filter(pk=member.pk).update(last_seen_on=today)


def get_colleague(request: PracticeRequest, member_id: int) -> PracticeMember:
    """A member of this practice, or 404."""
    found = PracticeMember.objects.select_related("user").filter(practice=request.practice, pk=member_id).first()
    if found is None:
        raise Http404
    found.practice = request.practice
    return found


def get_practice_invitation(request: PracticeRequest, invitation_id: int) -> PracticeInvitation:
    """An invitation into this practice, or 404."""
    found = PracticeInvitation.objects.filter(practice=request.practice, pk=invitation_id).first()
    if found is None:
        raise Http404
    return found


def get_client_invitation(request: PracticeRequest, invitation_id: int) -> ClientInvitation:
    """An offer of this practice to a client, or 404."""
    found = ClientInvitation.objects.filter(practice=request.practice, pk=invitation_id).first()
    if found is None:
        raise Http404
    return found


def get_client(request: PracticeRequest, engagement_id: int) -> Engagement:
    """An active engagement of this practice with its business, or 404; afterwards the transaction sees the business."""
    active = Engagement.objects.select_related("business").filter(state=Engagement.State.ACTIVE)
    found = active.filter(practice=request.practice, pk=engagement_id).first()
    if found is None:
        raise Http404
    see_businesses([found.business_id])
    found.practice = request.practice
    return found
