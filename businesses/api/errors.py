"""Refusals of the API as JSON (core/problems.py)."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.problems import NOT_FOUND, TOO_LARGE, body_of


class Problem(APIException):  # type: ignore[misc]
    """A refusal with its own code, and a list of what is wrong where there are several things."""

    def __init__(self, status: int, code: str, message: str, errors: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message, code)
        self.status_code, self.code, self.errors = status, code, errors


CODES = {
    400: "unreadable", 401: "no_such_token", 403: "not_allowed", 404: "not_found", 405: "method_not_allowed",
    415: "not_json", 429: "too_many",
}  # fmt: skip
MESSAGES = {
    429: "Too many calls with this token in one minute. Retry-After says how many seconds to wait.",
    404: NOT_FOUND,
    405: "This address does not answer that method.",
    415: "Send the body as JSON, with the header Content-Type: application/json.",
}


def refusal(error: Exception, context: Any) -> Response | None:
    """DRF's exceptions and Django's as our JSON; anything else is a 500. Whatever was written is taken back."""
    if isinstance(error, RequestDataTooBig):
        error = Problem(413, "too_large", TOO_LARGE)
    answer = exception_handler(error, context)
    if answer is None:
        return None
    if isinstance(error, Problem):
        answer.data = body_of(error.code, str(error.detail), error.errors)
    else:
        said = MESSAGES.get(answer.status_code) or str(getattr(error, "detail", ""))
        answer.data = body_of(CODES[answer.status_code], said)
    return answer
