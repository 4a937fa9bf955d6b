"""Home of a business: the verdict first, then what needs me."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.periods import local_today
from digests.page import next_words
from digests.queries import own_digest
from metrics.queries import due_count
from workspace.home_page import home_page
from workspace.views.alignment import counting_context

LAST_STEP, STARTED = 3, 4


@business_view(Can.READ)
@require_safe
def home(request: BusinessRequest) -> HttpResponse:
    """What it means in one sentence, and what is to be done this week."""
    business = request.business
    if business.start_step < STARTED and request.can(Can.EDIT_MAP):
        step = "workspace:start_changes" if business.start_step == LAST_STEP else "workspace:start_systems"
        return redirect(step, business.slug)
    today = local_today(timezone.now(), business.time_zone)
    due = due_count(business, today)
    page = home_page(
        business,
        request.membership,
        today,
        due,
        may_record=request.can(Can.RECORD),
        may_act=request.can(Can.ACT_ON_FINDINGS),
    )
    context = {"tab": "home", "home": page, "due_count": due, **counting_context(page.counting_since)}
    if page.has_report and request.membership.pk is not None:  # a consultant gets all clients in one, not this
        own = own_digest(business, request.user)
        context |= {"digest_on": own is not None and own.next_on is not None,
                    "digest_words": next_words(own, request.user.time_zone)}  # fmt: skip
    return render(request, "workspace/home.html", context)
