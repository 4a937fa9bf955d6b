"""Who gets which digest when; what was sent; the link that stops them."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import PersonRequest
from accounts.models import User
from businesses.access import BusinessRequest, business_view, person_view
from businesses.access_practice import PracticeRequest, practice_view
from businesses.models import Business
from businesses.roles import Can, PracticeCan
from core.htmx import done, is_htmx, render_fragment
from core.models import Refused
from digests.actions import choose, found_by, send_again, send_now, stop
from digests.forms import ChoiceForm
from digests.models import SendLedger, Subscription
from digests.page import auto_id, preferences, preview, preview_edition, row_of
from digests.queries import Place
from digests.scopes import Scope, named
from digests.shapes import Digest, Edition

PAGE = "digests/preferences.html"


@person_view
@require_safe
def preference_list(request: PersonRequest) -> HttpResponse:
    """A row for each practice and business of this person, and the history."""
    return render(request, PAGE, {"page": preferences(request.user)})


@business_view(Can.READ)
@require_POST
def digest_set(request: BusinessRequest) -> HttpResponse:
    """Save the row of a business."""
    return saved(request, request.user, request.business)


@business_view(Can.READ)
@require_safe
def digest_preview(request: BusinessRequest) -> HttpResponse:
    """What would come now about a business."""
    now = preview(request.business, request.user, request.membership, timezone.now())
    return shown(request, now, request.business)


@business_view(Can.READ)
@require_POST
def digest_send(request: BusinessRequest) -> HttpResponse:
    """Send me one about a business now, whatever there is to say."""
    return sent_now(request, request.user, request.business)


@business_view(Can.MANAGE)
@require_POST
def digest_again(request: BusinessRequest, entry_id: int) -> HttpResponse:
    """Send a digest of the history once more, to whom it was for."""
    return sent_again(request, request.user, request.business, SendLedger.objects.filter(pk=entry_id))


@practice_view(PracticeCan.WORK)
@require_POST
def edition_set(request: PracticeRequest) -> HttpResponse:
    """Save the row of a practice."""
    return saved(request, request.user, request.practice)


@practice_view(PracticeCan.WORK)
@require_safe
def edition_preview(request: PracticeRequest) -> HttpResponse:
    """What would come now about all clients."""
    now = preview_edition(request.practice, request.user, timezone.now())
    return shown(request, now, request.practice)


@practice_view(PracticeCan.WORK)
@require_POST
def edition_send(request: PracticeRequest) -> HttpResponse:
    """Send me one about all clients now, whatever there is to say."""
    return sent_now(request, request.user, request.practice)


@practice_view(PracticeCan.WORK)
@require_POST
def edition_again(request: PracticeRequest, entry_id: int) -> HttpResponse:
    """Send an edition of one's own history once more."""
    return sent_again(
        request, request.user, request.practice, SendLedger.objects.filter(pk=entry_id, user=request.user)
    )


# --- the same for both, behind either door ---------------------------------------------------------------


def saved(request: HttpRequest, user: User, scope: Scope) -> HttpResponse:
    """Save one row: the row again with scripts, the page without."""
    form = ChoiceForm(request.POST, auto_id=auto_id(scope))
    if not form.is_valid():
        if is_htmx(request):
            row = row_of(Place(scope, "", None), user.time_zone, form)
            return render_fragment(request, f"{PAGE}#row", {"row": row}, status=422)
        return render(request, PAGE, {"page": preferences(user, (scope, form)), "business": None}, status=422)
    stored = choose(scope=scope, user=user, at=timezone.now(), **form.cleaned_data)
    if is_htmx(request):
        return render_fragment(request, f"{PAGE}#saved", {"row": row_of(Place(scope, "", stored), user.time_zone)})
    messages.success(request, f"Saved for {scope.name}")
    return redirect("digests:preferences")


def shown(request: HttpRequest, now: Digest | Edition | None, scope: Scope) -> HttpResponse:
    """A preview, in the page for htmx and as a page of its own."""
    context = {"digest": now, "of": scope, "business": None, "is_edition": "practice" in named(scope)}
    if is_htmx(request):
        return render_fragment(request, "digests/preview.html#preview", context)
    return render(request, "digests/preview.html", context)


def sent_now(request: HttpRequest, user: User, scope: Scope) -> HttpResponse:
    """Put one on its way for the person who asks."""
    try:
        send_now(scope=scope, user=user, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"On its way to {user.email}")
    return done(request, "digests:preferences")


def sent_again(request: HttpRequest, user: User, scope: Scope, rows: QuerySet[SendLedger]) -> HttpResponse:
    """One of the history once more."""
    entry = rows.filter(**named(scope)).select_related("subscription", "user").first()
    if entry is None:
        raise Http404
    if isinstance(scope, Business):
        entry.business = scope
    try:
        send_again(entry=entry, actor=user, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"On its way to {entry.user.called}")
    return done(request, "digests:preferences")


# A mail program sends this without a session and without a page before it (RFC 8058); the token alone decides.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def digest_stop(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; sent, it stops these emails at once. Looking at it changes nothing."""
    found = found_by(token)
    scope = found and (found.business or found.practice)
    if found is None or not scope:
        raise Http404
    if request.method == "POST":
        stop(subscription=found, at=timezone.now())
        found.kind = Subscription.Kind.OFF
    name = f"all clients of {scope.name}" if found.practice_id else scope.name
    context = {"name": name, "stopped": found.kind == Subscription.Kind.OFF, "email": found.user.email}
    return render(request, "digests/stop.html", context)
