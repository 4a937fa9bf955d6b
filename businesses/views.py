"""Views, to be written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from businesses.access import BusinessRequest, business_view, person_view
from businesses.roles import Can


@business_view(Can.READ)
def team(request: BusinessRequest) -> HttpResponse:
    return render(request, "base.html")

@business_view(Can.MANAGE)
def settings(request: BusinessRequest) -> HttpResponse:
    return render(request, "base.html")

@business_view(Can.READ)
def log(request: BusinessRequest) -> HttpResponse:
    return render(request, "base.html")
