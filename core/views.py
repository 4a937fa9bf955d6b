"""The pages that say what went wrong, and where to go; below /api/ the same as JSON."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.models import TakenOff
from core.problems import NOT_FOUND, is_api, problem

MOST, LONGEST, LONGEST_CHOICE = 20, 10_000, 20


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the address or the form could not be read."""
    if is_api(request):
        return problem(400, "unreadable", "The request could not be read.")
    return render(request, "400.html", {"why": "The address or the form could not be read."}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: a member without the right; says who can."""
    return render(request, "403.html", {"why": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: unknown and not allowed look alike. What was taken off is named, and what was typed for it shown."""
    if is_api(request):
        return problem(404, "not_found", NOT_FOUND)
    gone = exception if isinstance(exception, TakenOff) else None
    context = {"gone": gone, "typed": typed_in(request) if gone else []}
    return render(request, "404.html", context, status=404)


def typed_in(request: HttpRequest) -> list[str]:
    """The sentences of a form that found nothing to be saved in: what has a space or is long, no choices or numbers."""
    sent = [
        value.strip() for name in request.POST for value in request.POST.getlist(name) if name != "csrfmiddlewaretoken"
    ]
    return [value[:LONGEST] for value in sent if " " in value or len(value) > LONGEST_CHOICE][:MOST]


def server_error(request: HttpRequest) -> HttpResponse:
    """500: with the number to quote."""
    number = getattr(request, "request_id", "")
    if is_api(request):
        return problem(500, "server_error", f"Something went wrong here, and nothing was changed. Quote {number}.")
    return render(request, "500.html", {"number": number}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old, or came from elsewhere."""
    return render(
        request,
        "403.html",
        {"why": "This page was open for too long. Go back, reload it, and send it again."},
        status=403,
    )
