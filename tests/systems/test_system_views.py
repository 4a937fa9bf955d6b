"""Edits of whole systems through HTTP."""

from decimal import Decimal

import pytest
from django.test import Client

from businesses.models import Business, Role
from systems.models import System
from tests.factories import make_business, make_element, make_member, make_metric, make_system, make_user
from tests.pages import flat
from tests.queries import count_queries
from tests.systems.conftest import SmallMap

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}


def test_a_name_is_enough_for_a_new_system(small: SmallMap) -> None:
    answer = small.client.post(small.url("systems/add/"), {"name": "Delivery", "kind": "chain"})
    small.see()
    system = System.objects.get(name="Delivery")
    assert answer["Location"] == small.url(f"systems/{system.pk}/")
    assert system.position == 2


def test_a_system_without_a_name_is_refused_beside_the_field(small: SmallMap) -> None:
    answer = small.client.post(small.url("systems/add/"), {"name": "", "kind": "chain", "purpose": "Because"})
    assert answer.status_code == 422
    assert b"Give the system a name." in answer.content
    assert b'value="Because"' in answer.content
    assert "<title>Error" in flat(answer.content.decode())


def test_everything_about_a_system_is_kept(small: SmallMap) -> None:
    member = make_member(small.business)
    metric = make_metric(small.elements["input"], "Visits")
    sent = {
        "name": "Good leads", "purpose": "Find them", "kind": "chain", "owner": member.pk, "capacity": "1,200",
        "volume_metric": metric.pk, "version": "1",
    }  # fmt: skip
    answer = small.client.post(small.url(f"systems/{small.leads.pk}/edit/"), sent, headers=HTMX)
    page = answer.content.decode()
    assert 'id="about"' in page
    assert "1,200" in page
    small.see()
    system = System.objects.get(pk=small.leads.pk)
    assert (system.owner_id, system.capacity, system.volume_metric_id) == (member.pk, Decimal(1200), metric.pk)


def test_people_and_metrics_of_another_business_are_no_choice(small: SmallMap) -> None:
    other = make_business()
    member = make_member(other)
    metric = make_metric(make_element(make_system(other), "output"))
    for field, value in (("owner", member.pk), ("volume_metric", metric.pk)):
        sent = {"name": "Leads", "kind": "chain", "version": "1", field: value}
        assert small.client.post(small.url(f"systems/{small.leads.pk}/edit/"), sent).status_code == 422


def test_a_stale_edit_shows_both_texts(small: SmallMap) -> None:
    url = small.url(f"systems/{small.leads.pk}/edit/")
    small.client.post(url, {"name": "Theirs", "kind": "chain", "version": "1"})
    answer = small.client.post(url, {"name": "Mine", "kind": "chain", "version": "1"})
    assert answer.status_code == 409
    assert b"Theirs" in answer.content
    assert b"Mine" in answer.content


def test_a_system_moves_along_the_chain(small: SmallMap) -> None:
    small.client.post(small.url(f"systems/{small.sales.pk}/move/"), {"direction": "up"})
    small.see()
    assert list(System.objects.order_by("position").values_list("name", flat=True)) == ["Sales", "Leads"]


def test_removing_a_system_leads_to_a_map_that_offers_undo(small: SmallMap) -> None:
    answer = small.client.post(small.url(f"systems/{small.leads.pk}/remove/"))
    assert answer["Location"] == small.url(f"map/?removed={small.leads.pk}")
    page = small.client.get(answer["Location"]).content.decode()
    assert "Removed “Leads”" in page
    assert small.url(f"systems/{small.leads.pk}/restore/") in page
    small.client.post(small.url(f"systems/{small.leads.pk}/restore/"))
    small.see()
    assert System.objects.get(pk=small.leads.pk).removed_at is None


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_outcome_becomes_the_point_of_it_all(small: SmallMap, headers: dict[str, str]) -> None:
    outcome = small.elements["outcome"]
    answer = small.client.post(small.url(f"elements/{outcome.pk}/goal/"), headers=headers)
    assert answer.status_code == (200 if headers else 302)
    small.see()
    assert Business.objects.get(pk=small.business.pk).goal_id == outcome.pk
    assert small.client.post(small.url(f"elements/{small.elements['output'].pk}/goal/")).status_code == 422


def test_viewers_read_about_a_system_and_change_nothing(small: SmallMap) -> None:
    small.sign_in(Role.VIEWER)
    page = small.client.get(small.url(f"systems/{small.leads.pk}/about/"), headers=HTMX).content.decode()
    assert 'id="about"' in page
    assert "edit-about" not in page
    for path in ("edit", "move", "remove", "restore"):
        assert small.client.post(small.url(f"systems/{small.leads.pk}/{path}/"), {"name": "x"}).status_code == 403


def test_outsiders_find_nothing(small: SmallMap) -> None:
    outsider = Client()
    outsider.force_login(make_user())
    for path in ("systems/add/", f"systems/{small.leads.pk}/edit/", f"systems/{small.leads.pk}/about/"):
        assert outsider.get(small.url(path)).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_a_section_takes_the_same_queries_with_1_and_30_rows(small: SmallMap, rows: int) -> None:
    for n in range(rows - 1):
        make_metric(make_element(small.leads, "output", f"Output {n}"))
    url = small.url(f"systems/{small.leads.pk}/output/")
    small.client.get(url, headers=HTMX)  # the first visit of the day is noted
    with count_queries(exactly=10):
        small.client.get(url, headers=HTMX)
