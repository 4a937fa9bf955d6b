"""Who must sign in first, and how that is said to a page and to a fragment."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import quote

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from accounts.zones import by_clock_of
from core.htmx import is_htmx
from core.paths import is_safe_path, path_of

P = ParamSpec("P")
View = Callable[..., HttpResponse]
METHODS = ("GET", "HEAD", "POST")


class PersonRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back to what can be read: this page, or the page a form or a fragment was on.

    htmx is told with 401 and a redirect of the whole page, so that no sign-in page lands inside a fragment.
    """
    if is_htmx(request):
        back = path_of(request, request.headers.get("HX-Current-URL"))
    elif request.method in ("GET", "HEAD"):
        back = request.get_full_path()
    else:
        back = path_of(request, request.headers.get("Referer"))
    address = reverse("account_login")
    if back and is_safe_path(back):
        address += f"?next={quote(back)}"
    if is_htmx(request):
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = address
        return answer
    return redirect(address)


def signed_in(
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Views of a person's own account: no business, nobody else; moments by the person's clock."""

    @wraps(view)
    def door(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        with by_clock_of(request.user.time_zone):
            return view(request, *args, **kwargs)

    door.capability = None  # type: ignore[attr-defined]
    return door


def posting(request: HttpRequest) -> bool:
    """Whether something is to be changed."""
    return request.method == "POST"


def asks_again(when: Callable[[HttpRequest], bool] = posting) -> Callable[[View], View]:
    """Before what is hard to take back: the password, a code or a passkey once more, at most every five minutes.

    Put it under the door. What was sent is kept and carried out afterwards; a fragment's form is pressed again. Who
    signs in by mailed codes alone has nothing to be asked for.
    """

    def decorate(view: View) -> View:
        asking = reauthentication_required(enabled=lambda request: posting(request) and when(request))(view)

        @wraps(view)
        def door(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return asking(request, *args, **kwargs)  # type: ignore[no-any-return]
            except ReauthenticationRequired:
                if not is_htmx(request):
                    raise
                messages.info(request, "Nothing is changed yet. Show that it is you, then press it once more.")
                back = path_of(request, request.headers.get("HX-Current-URL"))
                answer = HttpResponse(status=204)
                answer["HX-Redirect"] = reverse("account_reauthenticate") + (f"?next={quote(back)}" if back else "")
                return answer

        return door

    return decorate
