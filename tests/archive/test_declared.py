"""Whoever adds a table, a column, JSON or a link to an account says here what becomes of it. These tests ask."""

from typing import Any

import pytest
from django.db.models import Field, ForeignKey, ForeignObjectRel, JSONField

from accounts.models import User
from archive.errors import Unreadable
from archive.history import undeclared
from archive.reach import called
from archive.results import CASE, FINDING, RESULT
from archive.shapes import NAMED_OR_NULL, SNAPSHOT
from archive.tables import BY_MODEL, NOT_IN_THE_FILE, TABLES, Table
from archive.tenant import tenant_models
from archive.traces import ACCOUNT, GOES, STAYS
from businesses.audit import record
from businesses.models import Business
from frameworks.models import FrameworkVersion
from tests.archive.declared import Same
from tests.factories import make_business

BY_NAME = {table.section: table for table in TABLES}


def test_every_table_of_a_business_is_in_its_file_or_left_out_for_a_reason() -> None:
    known = {*BY_MODEL, *NOT_IN_THE_FILE} - {Business}
    new = set(tenant_models()) - known
    assert not new, "add it to archive/tables.py: to TABLES, or to NOT_IN_THE_FILE with the reason"
    assert not known - set(tenant_models())
    assert not set(BY_MODEL) & set(NOT_IN_THE_FILE)
    names = [model._meta.model_name for model in tenant_models()]
    assert len(names) == len(set(names)), "audit rows tell tables by this name"


def test_every_table_has_a_name_for_operators() -> None:
    names = [called(model) for model in tenant_models()]
    assert all(names)
    assert len(names) == len(set(names))
    assert not any(name.endswith("ss") for name in names)


@pytest.mark.parametrize("name", BY_NAME)
def test_every_column_is_in_the_file_or_left_out(name: str) -> None:
    table = BY_NAME[name]
    stored = [field.name for field in table.model._meta.concrete_fields]
    told = [*table.fields, *table.left_out, "id", *([] if table.model is Business else ["business"])]
    assert sorted(told) == sorted(stored), f"archive/tables.py says otherwise about {table.model._meta.label}"


def json_columns(table: Table) -> list["Field[Any, Any]"]:
    return [column for column in table.columns() if isinstance(column, JSONField)]


@pytest.mark.parametrize("name", BY_NAME)
def test_every_json_column_says_where_ids_stand_in_it(name: str) -> None:
    table = BY_NAME[name]
    unsaid = [c.name for c in json_columns(table) if c.name not in table.shapes and table.exchange is None]
    assert not unsaid, "give it a shape in archive/shapes.py"


@pytest.mark.parametrize("name", BY_NAME)
def test_every_link_leads_to_something_in_the_file(name: str) -> None:
    known = {*BY_MODEL, User, FrameworkVersion}
    assert [link.name for link in BY_NAME[name].links() if link.related_model not in known] == []


def test_every_link_to_an_account_says_what_becomes_of_it_when_the_person_goes() -> None:
    relations = [f for f in User._meta.get_fields(include_hidden=True) if isinstance(f, ForeignObjectRel)]
    links = {(r.related_model, r.field.name) for r in relations if isinstance(r.field, ForeignKey)}
    own = {link for link in links if link[0]._meta.auto_created}  # groups and permissions, which nobody has
    said = [*GOES, *STAYS, *ACCOUNT]
    assert links - own == set(said), "say in archive/traces.py whether it goes or stays"
    assert len(said) == len(set(said))


def test_a_new_key_in_a_report_is_seen_before_it_hides_an_id() -> None:
    result = {"engine": "1", "findings": [{"id": "x:e1", "new": 1}]}
    with pytest.raises(Unreadable, match=r"findings\[0\]\.new: unknown key"):
        RESULT.mapped(result, Same())
    effort = {"hours_freed_month": 4, "misaligned": ["e7"]}
    assert RESULT.of["effort"].mapped(effort, Same()) == effort
    for shape in (CASE, FINDING, SNAPSHOT):
        with pytest.raises(Unreadable, match="new: unknown key"):
            shape.mapped({"new": None}, Same())


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"what": "x_add", "object_type": "metric", "after": {"element": 3, "is_main": True}}, []),
        ({"what": "x_add", "object_type": "metric", "after": {"element_id": 3, "version": 2}}, []),
        ({"what": "x_move", "object_type": "element", "after": {"place": 3}}, []),
        ({"what": "readings_record", "object_type": "", "after": {"12 2026-11-16": "4"}}, []),
        ({"what": "x_add", "object_type": "metric", "after": {"sibling": 3}}, ["x_add: sibling"]),
        ({"what": "x_add", "object_type": "", "before": {"metrics_of": [{"id": 3}]}}, ["x_add: metrics_of"]),
        ({"what": "x_add", "object_type": "metric", "after": {"12 due": "x"}}, ["x_add: 12 due"]),
        ({"what": "x_add", "object_type": "user", "object_id": 4}, ["x_add: about 'user'"]),
    ],
)
def test_an_unknown_number_in_the_history_is_seen(row: dict[str, Any], found: list[str]) -> None:
    assert list(undeclared({"object_id": None, "before": None, "after": None, **row})) == found


@pytest.mark.django_db
def test_every_test_is_watched_for_such_numbers() -> None:
    """The receivers of tests/conftest.py: a test that writes an undeclared number fails, whatever it is about."""
    business = make_business()
    with pytest.raises(AssertionError, match="x_add: sibling"):
        record(business=business, actor=None, what="x_add", row=business, after={"sibling": 3})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e12", "e13"), ("e4>e9", "e5>e10"), ("handoff_short:e4>s9", "handoff_short:e5>s10"), ("conv0", "conv0"),
        ("business", "business"), ("s1.e2", "s2.e3"), ("over_optimised:m7", "over_optimised:m8"), ("", ""),
        (None, None),
    ],
)  # fmt: skip
def test_ids_in_names_are_found_wherever_they_stand(text: str | None, expected: str | None) -> None:
    class Next(Same):
        def mention(self, model: type[Any], number: int) -> int:
            return number + 1

    assert NAMED_OR_NULL.mapped(text, Next()) == expected
