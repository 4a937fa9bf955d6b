"""What went wrong below /api/, as JSON: `code` for programs, `message` for people, `errors` where there are several."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from core.strict_json import write

API = "/api/"

NOT_FOUND = "There is nothing here that this token may see. Addresses end with a slash."
TOO_LARGE = "The body is larger than 2.5 MB. Nothing was changed. Send fewer readings at once."


def is_api(request: HttpRequest) -> bool:
    """Whether the caller is a program that wants JSON."""
    return request.path.startswith(API)


def body_of(code: str, message: str, errors: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The body of every refusal."""
    body: dict[str, Any] = {"code": code, "message": message}
    return body if errors is None else {**body, "errors": errors}


def problem(status: int, code: str, message: str) -> HttpResponse:
    """A refusal as an answer."""
    return HttpResponse(write(body_of(code, message)), status=status, content_type="application/json")
