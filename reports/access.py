"""Request + id → a finding or an action of this business, or 404: the only door for views."""

from django.shortcuts import get_object_or_404

from businesses.access import BusinessRequest
from reports.models import Action, Finding
from reports.queries import with_case


def get_finding(request: BusinessRequest, finding_id: int) -> Finding:
    """A finding of this business, raised today or not."""
    return get_object_or_404(Finding, business=request.business, pk=finding_id)


def get_finding_to_act_on(request: BusinessRequest, finding_id: int) -> Finding:
    """The same, with what tells which outcome should move."""
    return get_object_or_404(with_case(Finding.objects.filter(business=request.business)), pk=finding_id)


def get_action(request: BusinessRequest, action_id: int) -> Action:
    """An action of this business, with what it is about."""
    query = Action.objects.filter(business=request.business)
    return get_object_or_404(query.select_related("person__user", "outcome", "finding"), pk=action_id)
