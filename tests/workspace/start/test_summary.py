"""What stands above the last step of Start when something in it is wrong."""

import re

import pytest
from django.test import Client

from tests.factories import make_user
from tests.pages import flat
from tests.workspace.start.walk import CHANGES, begun

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_each_mistake_names_its_system(client: Client) -> None:
    """Twice the same words would be no way to two places."""
    owner = make_user()
    client.force_login(owner)
    business = begun(client, owner, step=3)
    blank = {"traffic-outcome-text": "___ come", "traffic-outcome-plan": "", "leads-outcome-text": "At ___% reply"}
    answer = client.post(f"/start/{business.slug}/3/", {**CHANGES, **blank, "leads-outcome-plan": ""})
    assert answer.status_code == 422
    summary = flat(answer.content.decode()).split('role="alert"', 1)[1].split("</ul>", 1)[0]
    said = re.findall(r'href="#id_(\w+)-outcome-text"><bdi>([^<]+)</bdi>: Fill in the blank', summary)
    assert said == [("traffic", "Traffic"), ("leads", "Leads")]
