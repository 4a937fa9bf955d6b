"""Who gets which digest when; what was sent; the link that stops them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import PersonRequest
from businesses.access import BusinessRequest, business_view, person_view
from businesses.roles import Can
from core.htmx import done, is_htmx, render_fragment
from core.models import Refused
from digests.actions import choose, found_by, send_again, send_now, stop
from digests.forms import ChoiceForm
from digests.models import SendLedger, Subscription
from digests.page import auto_id, preferences, preview, row_of
from digests.queries import Place

PAGE = "digests/preferences.html"


@person_view
@require_safe
def preference_list(request: PersonRequest) -> HttpResponse:
    """A row for each business of this person, and the history."""
    return render(request, PAGE, {"page": preferences(request.user)})


@business_view(Can.READ)
@require_POST
def digest_set(request: BusinessRequest) -> HttpResponse:
    """Save one row: the row again with scripts, the page without."""
    business, user = request.business, request.user
    form = ChoiceForm(request.POST, auto_id=auto_id(business))
    if not form.is_valid():
        if is_htmx(request):
            row = row_of(Place(business, request.membership.role, None), user.time_zone, form)
            return render_fragment(request, f"{PAGE}#row", {"row": row}, status=422)
        return render(request, PAGE, {"page": preferences(user, (business, form)), "business": None}, status=422)
    stored = choose(business=business, user=user, at=timezone.now(), **form.cleaned_data)
    if is_htmx(request):
        row = row_of(Place(business, request.membership.role, stored), user.time_zone)
        return render_fragment(request, f"{PAGE}#saved", {"row": row})
    messages.success(request, f"Saved for {business.name}")
    return redirect("digests:preferences")


@business_view(Can.READ)
@require_safe
def digest_preview(request: BusinessRequest) -> HttpResponse:
    """What would come now, in the page for htmx and as a page of its own."""
    now = preview(request.business, request.user, timezone.now())
    context = {"digest": now, "of": request.business, "business": None}
    if is_htmx(request):
        return render_fragment(request, "digests/preview.html#preview", context)
    return render(request, "digests/preview.html", context)


@business_view(Can.READ)
@require_POST
def digest_send(request: BusinessRequest) -> HttpResponse:
    """Send me one now, whatever there is to say."""
    try:
        send_now(business=request.business, user=request.user, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"On its way to {request.user.email}")
    return done(request, "digests:preferences")


@business_view(Can.MANAGE)
@require_POST
def digest_again(request: BusinessRequest, entry_id: int) -> HttpResponse:
    """Send a digest of the history once more, to whom it was for."""
    rows = SendLedger.objects.filter(business=request.business, pk=entry_id)
    entry = rows.select_related("subscription", "user", "earlier").first()
    if entry is None:
        raise Http404
    entry.business = request.business
    try:
        send_again(entry=entry, actor=request.user, at=timezone.now())
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
    if found is None:
        raise Http404
    if request.method == "POST":
        stop(subscription=found, at=timezone.now())
        found.kind = Subscription.Kind.OFF
    context = {"name": found.business.name, "stopped": found.kind == Subscription.Kind.OFF, "email": found.user.email}
    return render(request, "digests/stop.html", context)
