"""Consultants of one business: invite one, end an engagement."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from businesses.access import BusinessRequest, business_view, get_engagement
from businesses.actions import invite
from businesses.forms_practice import ConsultantForm
from businesses.models import Side
from businesses.roles import Can
from businesses.views.ending import end_for
from businesses.views.team import answer
from core.models import Refused


@business_view(Can.MANAGE)
@require_POST
def consultant_add(request: BusinessRequest) -> HttpResponse:
    """Invite a consultant; they accept with the address that was invited."""
    form = ConsultantForm(request.POST, business=request.business)
    if not form.is_valid():
        return answer(request, "", consultants=form)
    email, level = form.cleaned_data["email"], form.cleaned_data["level"]
    try:
        invite(business=request.business, actor=request.user, emails=[email], level=level, at=timezone.now())
    except Refused as refusal:
        form.add_error("email", str(refusal))
        return answer(request, "", consultants=form)
    return answer(request, f"Invited {email}")


@business_view(Can.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def engagement_end(request: BusinessRequest, engagement_id: int) -> HttpResponse:
    """Ask first, then end it from the side of the business."""
    engagement = get_engagement(request, engagement_id)
    context = {"engagement": engagement, "ends_all": True}
    if request.method != "POST":
        return render(request, "businesses/engagement_end.html", context)
    engagement.business = request.business
    refused = end_for(engagement, request.user, Side.BUSINESS)
    if refused:
        return render(request, "businesses/engagement_end.html", {**context, "refused": refused}, status=422)
    messages.success(request, f"The engagement of {engagement.practice.name} has ended")
    return redirect("businesses:team", request.business.slug)
