"""Views, to be written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from businesses.access import BusinessRequest, business_view, person_view
from businesses.roles import Can


def welcome(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")

@person_view
def business_list(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")

@business_view(Can.READ)
def home(request: BusinessRequest) -> HttpResponse:
    return render(request, "base.html")

@business_view(Can.READ)
def map(request: BusinessRequest) -> HttpResponse:
    return render(request, "base.html")

@business_view(Can.READ)
def alignment(request: BusinessRequest) -> HttpResponse:
    return render(request, "base.html")
