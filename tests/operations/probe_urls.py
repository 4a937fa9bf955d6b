"""The product's addresses and two that misbehave, for tests of the log."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from outcomes_site.urls import urlpatterns as ours

log = logging.getLogger("tests.probe")


def fail(request: HttpRequest, token: str) -> HttpResponse:
    """Fails as a database does: with the row in its words, and a cause that says more."""
    try:
        raise KeyError(f"Key (email)=({request.POST.get('email')}) already exists")
    except KeyError as error:
        raise ValueError(f"no such token {token}") from error


def talk(request: HttpRequest, token: str) -> HttpResponse:
    """Logs what no line should hold."""
    log.warning("asked for %s by %s", request.get_full_path(), request.POST)
    log.info("with extras", extra={"outcome": request.POST.get("email"), "email": request.POST.get("email")})
    return HttpResponse()


urlpatterns: list[Any] = [path("fail/<str:token>/", fail), path("talk/<str:token>/", talk), *ours]
