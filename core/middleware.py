"""Small middleware: an id for every request, no cookies for programs, no caching of private pages, unreadable input
as 400."""

import secrets
import time
from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from core.logs import current_request, log_request
from core.logs import request_id as current_request_id
from core.problems import is_api, problem

Handler = Callable[[HttpRequest], HttpResponse]


def request_id(get_response: Handler) -> Handler:
    """Every request gets an id; it is in the log, in audit rows and on the page that says 500. One line for each."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(6)  # type: ignore[attr-defined]
        token = current_request_id.set(request.request_id)  # type: ignore[attr-defined]
        here, started = current_request.set(request), time.monotonic()
        try:
            response = get_response(request)
            log_request(request, response.status_code, started)
        finally:
            current_request.reset(here)
            current_request_id.reset(token)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response

    return middleware


def api_edge(get_response: Handler) -> Handler:
    """Below /api/ a token alone decides: whatever cookies come along are not looked at, and nothing is stored."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_api(request):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = get_response(request)
        response.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def content_policy(get_response: Handler) -> Handler:
    """What a page may load, by the settings (django-csp); the same for all, so it is put together once."""
    policy = build_policy()

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault(HEADER, policy)
        return response

    return middleware


def private_pages(get_response: Handler) -> Handler:
    """Pages of a signed-in person are never stored; a fragment and its page are told apart by caches."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        return response

    return middleware


def bad_input(get_response: Handler) -> Handler:
    """What no form could accept is refused before any view reads it: NUL in the address, bodies over the limit."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "\x00" in request.META.get("QUERY_STRING", "") or "%00" in request.get_full_path():
            why = "The address holds a character that cannot be used."
            if is_api(request):
                return problem(400, "unreadable", why)
            return render(request, "400.html", {"why": why}, status=400)
        if is_api(request):
            return get_response(request)  # its parser reads the body, and takes no forms
        try:
            _ = request.POST
        except (RequestDataTooBig, TooManyFieldsSent):
            why = "That was more than one form can hold: 2.5 MB, or 6,000 fields. Nothing was changed."
            return render(request, "400.html", {"why": why}, status=413)
        return get_response(request)

    return middleware


def only_forms(get_response: Handler) -> Handler:
    """Who goes to the address of a form by itself, from the history or a bookmark, reads so and finds a way on."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content and not is_api(request):
            page = render(request, "405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    return middleware
