"""The address of a form, opened by itself."""

import pytest
from django.test import Client

from tests.factories import make_business, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_whoever_opens_the_address_of_a_form_reads_so(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    client.force_login(owner)
    answer = client.get(f"/b/{business.slug}/reviews/start/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    page = answer.content.decode()
    assert "takes only what is sent from a page" in page
    assert f'href="/b/{business.slug}/"' in page
    assert client.put(f"/b/{business.slug}/").content == b"", "programs need no page"


def test_a_program_gets_its_own_answer(client: Client) -> None:
    answer = client.get("/api/v1/readings/")
    assert answer["Content-Type"] == "application/json"


def test_strangers_learn_nothing(client: Client) -> None:
    business = make_business()
    client.force_login(make_user())
    assert client.get(f"/b/{business.slug}/reviews/start/").status_code == 404
