"""What is in the library, and that it stays as it was published."""

import hashlib
import json

import pytest

from frameworks.actions import built_in, publish, save_answers
from frameworks.library import OUTCOME_OPTIMIZATION, shipped
from frameworks.models import Adoption, Framework, FrameworkVersion
from frameworks.schema import SchemaError
from tests.factories import make_business, make_user, see
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# One line an edition. Changing the content of a published edition must fail here: raise `edition` and add a line.
PUBLISHED = {
    1: "15c84d979b4b081eb171a594d2582ba2613a6eb7cba9de2a88b08d767caee876",
    2: "379a04b208c2fd4b76fd17816bc592e0d30902fe3af954dcea7e0edb38e9be08",
}


def test_a_published_edition_is_the_one_that_was_published() -> None:
    content = shipped(OUTCOME_OPTIMIZATION)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    assert PUBLISHED[content["edition"]] == digest


def test_the_framework_is_in_the_library() -> None:
    built_in()  # tests that commit empty the tables of migrations too
    with count_queries(1):
        version = built_in()
    assert version.framework.name == "Outcome Optimization Framework"
    assert version.content == shipped(OUTCOME_OPTIMIZATION)


def test_it_is_published_when_it_is_missing() -> None:
    Framework.objects.all().delete()
    assert built_in().number == shipped(OUTCOME_OPTIMIZATION)["edition"]
    assert FrameworkVersion.objects.count() == 1


def test_publishing_twice_is_once_and_the_next_edition_stands_beside() -> None:
    content = dict(shipped(OUTCOME_OPTIMIZATION))
    first = publish(content=content)
    assert publish(content=content) == first
    second = publish(content={**content, "edition": content["edition"] + 1, "about": "Newer"})
    assert second.number == first.number + 1
    first.refresh_from_db()
    assert first.content["about"] != "Newer"


def test_a_published_version_cannot_be_changed() -> None:
    version = built_in()
    version.content = {}
    with pytest.raises(ValueError, match="never changed"):
        version.save()


def test_nothing_is_published_that_does_not_follow_the_schema() -> None:
    with pytest.raises(SchemaError):
        publish(content={"schema": 1})


def test_the_same_answers_again_change_nothing() -> None:
    from businesses.models import AuditRow

    owner = make_user()
    business = make_business(owner)
    save_answers(business=business, actor=owner, outcome="Owners sleep well", desired_for="time")
    before = AuditRow.objects.filter(business=business).count()
    adoption = save_answers(business=business, actor=owner, outcome="Owners sleep well", desired_for="time")
    assert AuditRow.objects.filter(business=business).count() == before
    assert adoption.outcome == "Owners sleep well"


def test_answers_of_another_business_are_not_seen() -> None:
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    owner = make_user()
    mine, other = make_business(owner), make_business()
    see(mine, other)
    save_answers(business=other, actor=owner, outcome="Theirs")
    save_answers(business=mine, actor=owner, outcome="Mine")
    see(mine)
    assert [a.outcome for a in Adoption.objects.all()] == ["Mine"]
