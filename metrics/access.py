"""Request + id → a metric, reading, plan or event of this business, or 404: the only door for views."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from businesses.access import BusinessRequest
from businesses.roles import Can, who_may
from core.periods import Period, parse_slug
from metrics.models import Event, Metric, Plan
from systems.access import gone

# Readings older than this are history that no page asks for.
OLDEST = timedelta(days=366 * 40)


def get_metric(request: BusinessRequest, metric_id: int) -> Metric:
    """A metric of this business whose element is on the map, retired or not."""
    mine = Metric.objects.filter(business=request.business, pk=metric_id)
    live = mine.filter(element__removed_at=None, element__system__removed_at=None)
    metric = live.select_related("element__system", "owner__user").first()
    if metric is None:
        raise gone(request, mine.values_list("name", flat=True))
    metric.business = request.business
    return metric


def get_plan(request: BusinessRequest, metric: Metric, plan_id: int) -> Plan:
    """A plan of this metric."""
    return get_object_or_404(Plan, metric=metric, pk=plan_id)


def get_event(request: BusinessRequest, metric: Metric, event_id: int) -> Event:
    """An event on this metric's chart: its own, or one of the whole business."""
    shown = Q(metric=metric) | Q(metric=None)
    return get_object_or_404(Event.objects.filter(shown), business=request.business, pk=event_id)


def get_period(request: BusinessRequest, slug: str, today: date, cadence: str = "") -> Period:
    """The period an address names: of this cadence where one is given, begun by `today`, and not before our time."""
    period = parse_slug(slug, request.business.first_day)
    if period is None or (cadence and period.cadence != cadence):
        raise Http404
    if not today - OLDEST <= period.start <= today:
        raise Http404
    return period


def require(request: BusinessRequest, capability: Can) -> None:
    """For a page that everybody reads and some write: 403 for the others."""
    if not request.can(capability):
        raise PermissionDenied(f"Only {who_may(capability)} can {capability.value}.")
