"""Views, to be written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def profile(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")

def theme(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")
