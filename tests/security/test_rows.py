"""The database's own wall: every table is told apart, tenant tables have row-level security on and forced, and no row
points into another business."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from pytest_django import DjangoDbBlocker

from businesses.context import see_businesses, see_practice, see_user
from businesses.models import AuditRow, Business
from systems.models import Element, System
from tests.factories import make_business, see
from tests.kept import kept
from tests.security.pair import make_pair
from tests.security.stock import Stock
from tests.security.tables import (
    ALL,
    EITHER,
    GLOBAL,
    PRACTICE,
    QUEUE,
    QUEUE_TEXT,
    TENANT,
    WALLED,
    check_filled,
    check_link,
    check_reads,
    check_writes,
    links,
    named,
    own_business,
    rows,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.mark.sqlite
def test_every_model_is_told_apart() -> None:
    assert sorted(({*GLOBAL, *QUEUE, *PRACTICE}) - set(ALL)) == []
    for label, model in TENANT.items():
        if model is Business:
            continue
        column = next((f for f in model._meta.concrete_fields if f.column == "business_id"), None)
        assert column is not None, f"{label} is neither global nor queue, and so must have a business"
        assert label in EITHER or not column.null, f"{label} may be without a business"
    assert len(TENANT) >= 15


@pytest.mark.parametrize("scope", [[], ["business", "practice"]], ids=["neither", "both"])
@pytest.mark.parametrize("label", EITHER)
def test_what_is_of_either_is_of_exactly_one(label: str, scope: list[str], walls: None) -> None:
    stock = Stock(make_business())
    edition = stock.edition
    both = {"business": stock.business, "practice": edition.practice}
    see(stock.business)
    see_practice(edition.practice_id or 0)
    row = edition if label == "digests.SendLedger" else edition.subscription
    values = {"business": None, "practice": None, **{name: both[name] for name in scope}}
    # A row of neither is seen by nobody, so row-level security refuses it first.
    with pytest.raises((IntegrityError, ProgrammingError), match=r"one_scope|security"), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**values)


@pytest.mark.sqlite
def test_queue_rows_hold_no_text_of_a_business() -> None:
    for label in QUEUE:
        text = {f.name for f in ALL[label]._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)}
        assert text <= QUEUE_TEXT, f"{label} holds {text - QUEUE_TEXT}"
        assert not any(isinstance(f, models.JSONField) for f in ALL[label]._meta.concrete_fields)


def test_we_connect_as_a_role_that_security_applies_to(walls: None) -> None:
    [(name, superuser, bypass)] = rows(
        "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    assert not superuser
    assert not bypass
    owned = rows("SELECT relname FROM pg_class WHERE relkind = 'r' AND pg_get_userbyid(relowner) = current_user")
    assert owned == [], f"{name} owns tables"


@pytest.mark.parametrize("label", sorted(WALLED))
def test_row_level_security_is_on_and_forced(label: str, walls: None) -> None:
    table = WALLED[label]._meta.db_table
    [(enabled, forced)] = rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", table)
    assert enabled
    assert forced
    policies = rows("SELECT polname FROM pg_policy WHERE polrelid = %s::regclass", table)
    assert policies, "on, but without a policy nobody sees a row"


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Stock, Stock]]:
    with kept(django_db_blocker, make_pair) as stocks:
        yield stocks


@pytest.mark.sqlite
@pytest.mark.parametrize("label", sorted(WALLED))
def test_every_table_has_rows_of_both(label: str, filled: tuple[Stock, Stock]) -> None:
    """What holds for no row at all is not held: a new table fails here until pair.py fills it."""
    for stock in filled:
        check_filled(label, stock)


@pytest.mark.sqlite
def test_control_a_table_that_nobody_filled_is_seen() -> None:
    with pytest.raises(AssertionError, match="no row of"):
        check_filled("metrics.Reading", Stock(make_business()))


@pytest.mark.parametrize("label", sorted(WALLED))
def test_without_a_business_in_the_transaction_there_are_no_rows(
    label: str, filled: tuple[Stock, Stock], walls: None
) -> None:
    see_businesses([])
    see_user(None)
    see_practice(0)
    assert WALLED[label]._default_manager.count() == 0


@pytest.mark.parametrize("label", sorted(WALLED))
def test_a_business_sees_its_own_rows_only(label: str, filled: tuple[Stock, Stock], walls: None) -> None:
    check_reads(label, *filled)


@pytest.mark.parametrize("label", sorted(WALLED))
def test_a_row_of_another_business_can_be_neither_added_nor_changed_nor_removed(
    label: str, filled: tuple[Stock, Stock], walls: None
) -> None:
    check_writes(label, *filled)


@pytest.mark.parametrize(("model", "field", "to"), links(), ids=named)
def test_a_link_to_another_business_cannot_be_stored(
    model: type[models.Model], field: models.ForeignKey[Any, Any], to: type[models.Model], walls: None
) -> None:
    """A composite foreign key (business, link) stands on every link between tenant tables."""
    keys = rows(
        """
        SELECT array_agg(a.attname::text ORDER BY a.attname)
        FROM pg_constraint c, unnest(c.conkey) k JOIN pg_attribute a ON a.attnum = k
        WHERE c.contype = 'f' AND c.conrelid = %s::regclass AND c.confrelid = %s::regclass AND a.attrelid = c.conrelid
        GROUP BY c.oid
        """,
        model._meta.db_table,
        to._meta.db_table,
    )
    wanted = sorted([own_business(model), field.column])
    assert wanted in [sorted(columns) for (columns,) in keys], f"no foreign key ({', '.join(wanted)})"


@pytest.mark.parametrize(("model", "field", "to"), links(), ids=named)
def test_a_stored_link_cannot_be_turned_to_another_business(
    model: type[models.Model], field: models.ForeignKey[Any, Any], to: type[models.Model],
    filled: tuple[Stock, Stock], walls: None,
) -> None:  # fmt: skip
    check_link(model, field, *filled)


@pytest.mark.sqlite
@pytest.mark.parametrize(("model", "field", "to"), links(), ids=named)
def test_no_row_points_into_another_business(
    model: type[models.Model], field: models.ForeignKey[Any, Any], to: type[models.Model], filled: tuple[Stock, Stock]
) -> None:
    for stock in filled:
        see(stock.business)
        own = model._default_manager.filter(**{own_business(model): stock.business.pk})
        assert own.exclude(**{field.attname: None}).exists(), "no row has this link: make one in pair.py"
    see(*(stock.business for stock in filled))
    crossed = rows(
        f"SELECT count(*) FROM {model._meta.db_table} c JOIN {to._meta.db_table} p ON p.id = c.{field.column} "
        f"WHERE p.business_id <> c.{own_business(model)}"
    )
    assert crossed == [(0,)]


def test_control_a_crossed_link_is_refused_by_the_database(walls: None) -> None:
    ours, theirs = Stock(make_business()), Stock(make_business())
    see(ours.business, theirs.business)
    Element.objects.create(business=ours.business, system=theirs.system, kind="output", text="Crossed")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    transaction.set_rollback(True)


def test_a_row_of_another_business_can_be_neither_written_nor_changed(walls: None) -> None:
    ours, theirs = Stock(make_business()), Stock(make_business())
    hidden = theirs.system
    see(ours.business)
    with pytest.raises(ProgrammingError), transaction.atomic():
        System.objects.create(business=theirs.business, name="Planted")
    assert System.objects.filter(pk=hidden.pk).update(name="Changed") == 0
    assert System.objects.filter(pk=hidden.pk).delete()[0] == 0
    ours_system = ours.system
    see(ours.business)
    with pytest.raises(ProgrammingError), transaction.atomic():
        System.objects.filter(pk=ours_system.pk).update(business=theirs.business)


def test_history_can_only_grow(walls: None) -> None:
    business = make_business()
    see(business)
    assert AuditRow.objects.exists()
    with pytest.raises(ProgrammingError), transaction.atomic():
        AuditRow.objects.update(label="Rewritten")
    with pytest.raises(ProgrammingError), transaction.atomic():
        AuditRow.objects.all().delete()
