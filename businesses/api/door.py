"""The API's door: which method, which capability. Who calls is found before (caller.py)."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.decorators import api_view
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from businesses.actions import note_use
from businesses.api.caller import Caller
from businesses.roles import Can, role_name, scope_allows, who_may
from core.periods import local_today

P = ParamSpec("P")


class ApiRequest(Request):  # type: ignore[misc]
    """A request that has passed the door."""

    auth: Caller


def operation(
    method: str, capability: Can
) -> Callable[[Callable[Concatenate[ApiRequest, P], HttpResponse]], Callable[..., HttpResponse]]:
    """A view of the API that answers one method (GET also answers HEAD) to tokens that may do this."""

    def decorate(view: Callable[Concatenate[ApiRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def door(request: ApiRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            caller = request.auth
            if not caller.can(capability):
                raise PermissionDenied(why_not(caller, capability))
            answer = view(request, *args, **kwargs)
            # Last, so that the row is not held while the work is done.
            note_use(token=caller.token, day=local_today(timezone.now(), caller.business.time_zone))
            return answer

        methods = ["GET", "HEAD"] if method == "GET" else [method]
        answering: Callable[..., HttpResponse] = api_view(methods)(door)
        # DRF would add OPTIONS, which tells what every field is.
        answering.cls.http_method_names = [m.lower() for m in methods]  # type: ignore[attr-defined]
        answering.token_capability = capability  # type: ignore[attr-defined]
        return answering

    return decorate


def why_not(caller: Caller, capability: Can) -> str:
    """Whether the token or its maker is what stands in the way."""
    if not scope_allows(caller.token.scope, capability):
        return f"This token may not {capability.value}. An owner can make one that may."
    return (
        f"Whoever made this token is {role_name(caller.role).lower()} now. "
        f"Only {who_may(capability)} can {capability.value}."
    )
