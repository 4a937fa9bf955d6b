"""The digest from the page to the inbox and back: chosen, received, its links followed, stopped with one click."""

import re
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.fixtures import Settings

from businesses.context import tenant
from businesses.models import Business
from jobs.mail import send_due_mails
from jobs.timetable import serve_due
from reports.actions import compute_report
from tests.browser.looks import fits, look, picture, quiet, sign_in, violations
from tests.factories import make_business, make_contribution, make_element, make_metric, make_system, make_user

WEEK = timedelta(weeks=1)


@pytest.fixture
def school(live: str, settings: Settings) -> Business:
    """One gap, and last week's readings not in yet."""
    settings.SITE_URL = live
    with transaction.atomic():
        business = make_business(make_user("nadia@example.com", name="Nadia"), "Marlow Ads School")
        system = make_system(business, "Delivery")
        made, change = make_element(system, "output", "Lessons"), make_element(system, "outcome", "Ads pay")
        make_contribution(made, change)
        before_last = timezone.now().date() - 2 * WEEK
        make_metric(made, "Lessons finished", plan=100, values=[108] * 8, newest=before_last)
        make_metric(change, "Ads that pay", plan=60, values=[36] * 8, newest=before_last, unit="%")
        Business.objects.filter(pk=business.pk).update(goal=change)
    compute_report(business_id=business.pk, at=timezone.now())
    return business


def newest() -> EmailMultiAlternatives:
    sent = django_mail.outbox[-1]
    assert isinstance(sent, EmailMultiAlternatives)
    return sent


def test_chosen_received_followed_and_stopped(page: Page, context: BrowserContext, live: str, school: Business) -> None:
    with tenant(school.pk):
        owner = school.memberships.select_related("user").get().user
    sign_in(context, live, owner)
    page.goto(f"{live}/settings/")
    page.get_by_role("link", name="Choose which digests come").click()
    expect(page.get_by_text("None is sent.")).to_be_visible()
    with quiet(page):
        page.get_by_text("Every week").click()
        page.get_by_label("Hour").select_option("08:00")
        page.get_by_role("button", name="Save for Marlow Ads School").click()
        expect(page.get_by_text("Next: Monday")).to_be_visible()
        page.get_by_role("link", name="Preview of Marlow Ads School").click()
        expect(page.locator("#preview")).to_contain_text("1 gap, in Delivery: plenty done, little changed")

    at = timezone.now() + WEEK
    serve_due(at, "digest")
    send_due_mails(at)
    sent = newest()
    assert sent.to == ["nadia@example.com"]
    page.reload()
    expect(page.get_by_text("1 gap, in Delivery: plenty done, little changed", exact=True)).to_be_visible()

    # As a mail program shows it, in both themes and at both widths.
    letter = context.new_page()
    for theme in ("light", "dark"):
        letter.emulate_media(color_scheme=theme)
        for width in (680, 390):
            letter.set_viewport_size({"width": width, "height": 900})
            letter.set_content(str(sent.alternatives[0][0]))
            picture(letter, f"digest-{width}-{theme}")
            assert violations(letter) == [], f"the mail at {width} in {theme}"
            assert fits(letter)

    # Every link of both parts works; the button lands in the first reading that is due.
    letter.set_viewport_size({"width": 1280, "height": 900})
    for url in sorted(set(re.findall(r"http\S+", str(sent.body)))):
        answer = letter.goto(url)
        assert answer is not None
        assert answer.status == 200, url
    letter.set_content(str(sent.alternatives[0][0]))
    letter.get_by_role("link", name="Do the check-in").click()
    letter.wait_for_url(re.compile("/check-in/"))
    expect(letter.locator("input[inputmode]").first).to_be_focused()

    # The stop needs no sign-in: somebody else's browser presses the button.
    stop = sent.extra_headers["List-Unsubscribe"].strip("<>")
    stranger = context.browser.new_context() if context.browser else context
    elsewhere = stranger.new_page()
    elsewhere.goto(stop)
    elsewhere.get_by_role("button", name="Stop these emails").click()
    expect(elsewhere.get_by_role("heading", name="No more of these emails")).to_be_visible()
    assert elsewhere.url == stop
    stranger.close()
    serve_due(at + WEEK, "digest")
    send_due_mails(at + WEEK)
    assert len(django_mail.outbox) == 1
    page.reload()
    expect(page.get_by_text("None is sent.")).to_be_visible()


def test_the_pages_look_right(page: Page, context: BrowserContext, live: str, school: Business) -> None:
    with tenant(school.pk):
        sign_in(context, live, school.memberships.select_related("user").get().user)
    look(page, f"{live}/settings/digests/", "digests")
    look(page, f"{live}/b/{school.slug}/digest/preview/", "digest-preview")
