"""Numbers typed into a grid that has changed meanwhile: a week ended, or what was counted was taken off the map."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from businesses.models import Business, Role
from metrics.models import Reading
from systems.actions import remove_element
from tests.factories import make_element, make_member, make_metric, make_system, see
from tests.metrics.html import html

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def editor(client: Client, business: Business) -> Client:
    client.force_login(make_member(business, Role.EDITOR).user)
    return client


def test_numbers_for_what_was_taken_off_meanwhile_are_said_and_the_others_saved(
    editor: Client, business: Business
) -> None:
    system = make_system(business, "Delivery")
    kept, gone = (make_metric(make_element(system, "output", name), values=[None, 7]) for name in ("Jobs", "Calls"))
    fields = {f"c{m.pk}-2026-w{week}": typed for m in (kept, gone) for week, typed in ((45, " 12"), (46, "14"))}
    # What stands there already was not typed: it is in the history, and nothing is said of it.
    fields |= {f"c{gone.pk}-2026-w47": "7", f"v{gone.pk}": "2026-w47:1", f"v{kept.pk}": "2026-w47:1"}
    see(business)
    remove_element(business=business, actor=None, element=gone.element, at=timezone.now())
    answer = editor.post(f"/b/{business.slug}/numbers/", {"do": "verdict", **fields})
    assert answer.status_code == 302
    page = html(editor.get(answer["Location"]))
    assert "2 numbers were not saved: what was counted, or its week, has gone from this page meanwhile." in page
    assert "You typed 12, 14." in page
    see(business)
    assert Reading.objects.filter(metric=kept, period__in=(date(2026, 11, 2), date(2026, 11, 9))).count() == 2
    assert Reading.objects.filter(metric=gone).count() == 1


def test_a_number_for_a_week_that_left_the_grid_is_not_dropped_without_a_word(
    editor: Client, business: Business
) -> None:
    metric = make_metric(make_element(make_system(business, "Delivery"), "output", "Jobs"))
    cells = {f"c{metric.pk}-2026-w39": "31", f"c{metric.pk}-2026-w40": "", "cx-2026-w40": "5", f"c{metric.pk}": ""}
    answer = editor.post(f"/b/{business.slug}/numbers/", {"do": "save", **cells})
    page = html(editor.get(answer["Location"]))
    assert "One number was not saved" in page
    assert "You typed 31." in page


def test_a_correction_for_a_week_that_left_the_grid_is_not_dropped_without_a_word(
    editor: Client, business: Business
) -> None:
    """What the page showed and nobody touched is silent; what was corrected is told, the week being gone."""
    metric = make_metric(
        make_element(make_system(business, "Delivery"), "output", "Jobs"), values=[1200, 31], newest=date(2026, 9, 21)
    )
    shown = {f"v{metric.pk}": "2026-w38:1,2026-w39:1"}
    address = f"/b/{business.slug}/numbers/"
    cells = {f"c{metric.pk}-2026-w38": "1,200", f"c{metric.pk}-2026-w39": "31"}
    page = html(editor.get(editor.post(address, {"do": "save", **shown, **cells})["Location"]))
    assert "not saved" not in page
    cells |= {f"c{metric.pk}-2026-w39": "33"}
    page = html(editor.get(editor.post(address, {"do": "save", **shown, **cells})["Location"]))
    assert "One number was not saved" in page
    assert "You typed 33." in page
    cells |= {f"c{metric.pk}-2026-w39": "many", f"v{metric.pk}": "2026-w38:1,2026-w39:1,2026-w99:1,x:1"}
    page = html(editor.get(editor.post(address, {"do": "save", **shown, **cells})["Location"]))
    assert "You typed many." in page
