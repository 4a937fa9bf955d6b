"""The settings of a business."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from businesses.access import BusinessRequest, business_view
from businesses.actions import change_business
from businesses.forms import SettingsForm
from businesses.models import Business
from businesses.roles import Can
from core.models import Conflict

NAMES = ["name", "sells", "time_zone", "first_day", "main_cadence", "currency", "number_format"]


@business_view(Can.MANAGE)
def settings(request: BusinessRequest) -> HttpResponse:
    """What it is called, what it sells, how it counts."""
    business = request.business
    initial = {name: getattr(business, name) for name in [*NAMES, "version"]}
    form = SettingsForm(request.POST if request.method == "POST" else None, business=business, initial=initial)
    if form.is_valid():
        try:
            change_business(business=business, actor=request.user, **form.cleaned_data)
        except Conflict as conflict:
            return conflict_page(request, form, conflict)
        messages.success(request, "Business settings saved")
        return redirect("businesses:settings", business.slug)
    status = 422 if form.is_bound else 200
    return render(request, "businesses/settings.html", {"form": form}, status=status)


def conflict_page(request: BusinessRequest, form: SettingsForm, conflict: Conflict) -> HttpResponse:
    """Both texts of what differs; pressing "Use mine" sends mine with the version that is stored now."""
    choices: dict[str, dict[Any, str]] = {
        name: dict(getattr(form.fields[name], "choices", [])) for name in conflict.mine
    }
    differing = [
        {
            "label": form.fields[name].label,
            "theirs": choices[name].get(conflict.theirs[name], conflict.theirs[name]),
            "mine": choices[name].get(mine, mine),
        }
        for name, mine in conflict.mine.items()
        if conflict.theirs[name] != mine
    ]
    version = Business.objects.values_list("version", flat=True).get(pk=request.business.pk)
    hidden = [*conflict.mine.items(), ("version", version)]
    return render(request, "businesses/settings_conflict.html", {"fields": differing, "hidden": hidden}, status=409)
