"""Views, to be written."""

from django.http import HttpResponse
from django.shortcuts import render

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can


@business_view(Can.READ)
def action_list(request: BusinessRequest) -> HttpResponse:
    return render(request, "base.html")
