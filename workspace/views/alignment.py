"""The alignment page."""

from django.http import HttpResponse
from django.shortcuts import render

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can


@business_view(Can.READ)
def alignment(request: BusinessRequest) -> HttpResponse:
    return render(request, "base.html")
