"""Pages before a business is chosen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from businesses.access import person_view


def welcome(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


@person_view
def business_list(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")
