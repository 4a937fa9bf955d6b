"""Views, to be written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from businesses.access import BusinessRequest, business_view, person_view
from businesses.roles import Can


@person_view
def start(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")
