"""Names that are one word as long as names may be: no page scrolls sideways because of them."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from reports.actions import compute_report
from tests.browser.looks import sign_in
from tests.factories import make_business, make_contribution, make_element, make_metric, make_system, make_user, see

pytestmark = [pytest.mark.django_db(transaction=True)]
# How wide the page is, or the map where it is cut at its own edge.
SCROLLS = (
    "Math.max(document.documentElement.scrollWidth,"
    " ...[...document.querySelectorAll('.map .goal')].map((goal) => Math.floor(goal.getBoundingClientRect().right)))"
)
WIDTHS = (1440, 1000, 768, 390, 320)


def test_no_page_scrolls_sideways_because_of_a_long_word(page: Page, live: str) -> None:
    owner = make_user(name="P" * 60)
    business = make_business(owner, "N" * 80)
    system = make_system(business, "Q" * 60, purpose="U" * 200)
    make_element(system, "input", "I" * 290)
    made, changed = (make_element(system, kind, "W" * 290) for kind in ("output", "outcome"))
    make_contribution(made, changed)
    metrics = [make_metric(e, "M" * 100, plan=20, values=[20, 9, 9, 9, 9]) for e in (made, changed)]
    see(business)
    compute_report(business_id=business.pk, at=datetime.now(UTC))
    sign_in(page.context, live, owner)
    wide = []
    for address in (
        "", "map/", "map/?view=list", "alignment/", "history/", "actions/", "coverage/", "team/", "settings/",
        f"systems/{system.pk}/", f"systems/{system.pk}/output/{made.pk}/", f"systems/{system.pk}/edit/",
        f"metrics/{metrics[0].pk}/", f"metrics/{metrics[0].pk}/edit/",
    ):  # fmt: skip
        answer = page.goto(f"{live}/b/{business.slug}/{address}")
        assert answer is not None
        assert answer.status == 200, address
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate(SCROLLS)
            if found > width:
                wide.append((address, width, found))
    assert wide == []
