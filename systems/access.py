"""Request + id → a live row of this business, or 404: the only door for views."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from businesses.access import BusinessRequest
from businesses.models import Business
from core.models import TakenOff
from systems.models import Contribution, Element, Flow, Serves, System


def live_systems(business: Business) -> QuerySet[System]:
    """Systems that are on the map, in its order."""
    return System.objects.filter(business=business, removed_at=None).order_by("kind", "position", "id")


def live_elements(business: Business) -> QuerySet[Element]:
    """Elements that are on the map: neither they nor their system were removed."""
    return Element.objects.filter(business=business, removed_at=None, system__removed_at=None)


def get_system(request: BusinessRequest, system_id: int) -> System:
    """A system on this business's map."""
    found = live_systems(request.business).select_related("owner__user").filter(pk=system_id).first()
    if found is None:
        raise gone(request, System.objects.filter(pk=system_id).values_list("name", flat=True))
    return found


def get_removed_system(request: BusinessRequest, system_id: int) -> System:
    """A system of this business, also one that was removed: undo needs it."""
    return get_object_or_404(System, business=request.business, pk=system_id)


def get_element(request: BusinessRequest, element_id: int) -> Element:
    """An element on this business's map, with its system."""
    found = live_elements(request.business).select_related("system", "owner__user").filter(pk=element_id).first()
    if found is None:
        raise gone(request, Element.objects.filter(pk=element_id).values_list("text", flat=True))
    return found


def gone(request: BusinessRequest, names: QuerySet[Any, str]) -> Http404:
    """The 404 of something that is not on the map: of this business's own it says that it was taken off."""
    name = names.filter(business=request.business).first()
    back = reverse("systems:removed", args=[request.business.slug])
    return Http404("nothing here") if name is None else TakenOff(name, back)


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
