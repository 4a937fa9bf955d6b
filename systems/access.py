"""Request + id → a live row of this business, or 404: the only door for views."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from businesses.access import BusinessRequest
from businesses.models import Business
from systems.models import Contribution, Element, Flow, Serves, System


def live_systems(business: Business) -> QuerySet[System]:
    """Systems that are on the map, in its order."""
    return System.objects.filter(business=business, removed_at=None).order_by("kind", "position", "id")


def live_elements(business: Business) -> QuerySet[Element]:
    """Elements that are on the map: neither they nor their system were removed."""
    return Element.objects.filter(business=business, removed_at=None, system__removed_at=None)


def get_system(request: BusinessRequest, system_id: int) -> System:
    """A system on this business's map."""
    return get_object_or_404(live_systems(request.business).select_related("owner__user"), pk=system_id)


def get_removed_system(request: BusinessRequest, system_id: int) -> System:
    """A system of this business, also one that was removed: undo needs it."""
    return get_object_or_404(System, business=request.business, pk=system_id)


def get_element(request: BusinessRequest, element_id: int) -> Element:
    """An element on this business's map, with its system."""
    query = live_elements(request.business).select_related("system", "owner__user")
    return get_object_or_404(query, pk=element_id)


def get_removed_element(request: BusinessRequest, element_id: int) -> Element:
    """An element of a live system, also one that was removed: undo needs it."""
    query = Element.objects.filter(business=request.business, system__removed_at=None).select_related("system")
    return get_object_or_404(query, pk=element_id)


def get_contribution(request: BusinessRequest, contribution_id: int) -> Contribution:
    """A contribution of this business, with both ends."""
    query = Contribution.objects.filter(business=request.business).select_related("source__system", "target__system")
    return get_object_or_404(query, pk=contribution_id)


def get_flow(request: BusinessRequest, flow_id: int) -> Flow:
    """A flow of this business, with both ends."""
    query = Flow.objects.filter(business=request.business).select_related("output__system", "input__system")
    return get_object_or_404(query, pk=flow_id)


def get_serves(request: BusinessRequest, serves_id: int) -> Serves:
    """A "serves" of this business, with both ends."""
    query = Serves.objects.filter(business=request.business).select_related("step__system", "target__system")
    return get_object_or_404(query, pk=serves_id)
