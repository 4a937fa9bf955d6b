"""The database's own wall: every table is told apart, tenant tables have row-level security on and forced, and no row
points into another business."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from businesses.context import see_businesses, see_practice, see_user, tenant
from businesses.models import AuditRow, Business
from frameworks.models import Adoption
from metrics.models import ReadingChange, Skip
from reports.actions import compute_report
from systems.models import Element, Label, System
from tests.factories import make_business, see
from tests.kept import kept
from tests.security.stock import Stock

pytestmark = pytest.mark.django_db

# Whatever is neither here nor there belongs to a tenant.
GLOBAL: dict[str, str] = {
    "accounts.User": "a person, who may belong to several businesses",
    "account.EmailAddress": "a person's address",
    "account.EmailConfirmation": "not used: addresses are proved by code",
    "auth.Group": "not used",
    "auth.Permission": "not used",
    "contenttypes.ContentType": "names of models",
    "mfa.Authenticator": "a person's passkeys, app and recovery codes",
    "usersessions.UserSession": "where a person is signed in",
    "sessions.Session": "who is signed in; holds a person's id",
    "frameworks.Framework": "shipped content",
    "frameworks.FrameworkVersion": "shipped content",
}
# Of a practice, which is no business: told apart by the person or the practice of the transaction.
PRACTICE: dict[str, str] = {
    "businesses.Practice": "a consultancy",
    "businesses.PracticeMember": "who belongs to it",
    "businesses.ClientInvitation": "its offers; which business is meant is not known yet",
    "businesses.PracticeInvitation": "who is invited into it",
}
# Of a business or of a practice, by CHECK exactly one.
EITHER = ("digests.Subscription", "digests.SendLedger")
QUEUE: dict[str, str] = {
    "jobs.Job": "ids only; the handler sets the business again",
    "jobs.OutboxMail": "ids only; the text is composed when it is sent",
    "jobs.Beat": "when the tick and the worker last worked",
    "jobs.Due": "ids only; the handler sets the business again",
}
# Text that a queue row may hold: names of kinds and states, keys, errors without content.
QUEUE_TEXT = {"key", "name", "kind", "state", "lease_token", "error", "message_id", "zone"}

ALL = {model._meta.label: model for model in apps.get_models()}
TENANT = {label: model for label, model in ALL.items() if label not in {*GLOBAL, *QUEUE, *PRACTICE}}
WALLED = {**TENANT, **{label: ALL[label] for label in PRACTICE}}


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def links() -> list[tuple[type[models.Model], models.ForeignKey[Any, Any], type[models.Model]]]:
    """Every foreign key from one tenant table to another (not the one that names the business itself)."""
    found: list[Any] = []
    for model in TENANT.values():
        for field in model._meta.concrete_fields:
            to = field.related_model
            if field.is_relation and isinstance(to, type) and to in TENANT.values() and to is not Business:
                found.append((model, field, to))
    return found


def own_business(model: type[models.Model]) -> str:
    return "id" if model is Business else "business_id"


@pytest.fixture
def postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no row-level security: the scoped actions stand alone there")


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
def test_what_is_of_either_is_of_exactly_one(label: str, scope: list[str], postgresql: None) -> None:
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


def test_we_connect_as_a_role_that_security_applies_to(postgresql: None) -> None:
    [(name, superuser, bypass)] = rows(
        "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    assert not superuser
    assert not bypass
    owned = rows("SELECT relname FROM pg_class WHERE relkind = 'r' AND pg_get_userbyid(relowner) = current_user")
    assert owned == [], f"{name} owns tables"


@pytest.mark.parametrize("label", sorted(WALLED))
def test_row_level_security_is_on_and_forced(label: str, postgresql: None) -> None:
    table = WALLED[label]._meta.db_table
    [(enabled, forced)] = rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", table)
    assert enabled
    assert forced
    policies = rows("SELECT polname FROM pg_policy WHERE polrelid = %s::regclass", table)
    assert policies, "on, but without a policy nobody sees a row"


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Stock, Stock]]:
    with kept(django_db_blocker, fill) as stocks:
        yield stocks


@pytest.mark.parametrize("label", sorted(WALLED))
def test_without_a_business_in_the_transaction_there_are_no_rows(
    label: str, filled: tuple[Stock, Stock], postgresql: None
) -> None:
    see(*(stock.business for stock in filled))
    assert WALLED[label]._default_manager.exists()
    see_businesses([])
    see_user(None)
    see_practice(0)
    assert WALLED[label]._default_manager.count() == 0


def fill() -> tuple[Stock, Stock]:
    """Two businesses with one of everything."""
    stocks = Stock(make_business()), Stock(make_business())
    for stock in stocks:
        for name in (
            "contribution",
            "serves",
            "flow",
            "metric",
            "reading",
            "event",
            "finding",
            "action",
            "digest",
            "invitation",
            "engagement",
            "client_invitation",
            "practice_invitation",
            "digest",
            "edition",
            "review_number",
            "thread",
            "suggestion",
            "token",
            "api_answer",
        ):
            getattr(stock, name)
        rest(stock)
    return stocks


def rest(stock: Stock) -> None:
    """What no address names."""
    business = stock.business
    with tenant(business.pk):
        Adoption.objects.create(business=business)
        Label.objects.create(business=business, statement="Lessons", said="output", answer="do")
        ReadingChange.objects.create(business=business, reading=stock.reading)
        Skip.objects.create(business=business, metric=stock.metric, period=date(2026, 11, 9))
    compute_report(business_id=business.pk, at=timezone.now())


@pytest.mark.parametrize(
    ("model", "field", "to"), links(), ids=lambda v: getattr(getattr(v, "_meta", v), "label", getattr(v, "name", "")),
)  # fmt: skip
def test_a_link_to_another_business_cannot_be_stored(
    model: type[models.Model], field: models.ForeignKey[Any, Any], to: type[models.Model], postgresql: None
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


@pytest.mark.sqlite
def test_no_row_points_into_another_business(filled: tuple[Stock, Stock]) -> None:
    see(*(stock.business for stock in filled))
    for model, field, to in links():
        crossed = rows(
            f"SELECT count(*) FROM {model._meta.db_table} c JOIN {to._meta.db_table} p ON p.id = c.{field.column} "
            f"WHERE p.business_id <> c.{own_business(model)}"
        )
        assert crossed == [(0,)], f"{model._meta.label}.{field.name}"


def test_control_a_crossed_link_is_refused_by_the_database(postgresql: None) -> None:
    ours, theirs = Stock(make_business()), Stock(make_business())
    see(ours.business, theirs.business)
    Element.objects.create(business=ours.business, system=theirs.system, kind="output", text="Crossed")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    transaction.set_rollback(True)


def test_a_row_of_another_business_can_be_neither_written_nor_changed(postgresql: None) -> None:
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


def test_history_can_only_grow(postgresql: None) -> None:
    business = make_business()
    see(business)
    assert AuditRow.objects.exists()
    with pytest.raises(ProgrammingError), transaction.atomic():
        AuditRow.objects.update(label="Rewritten")
    with pytest.raises(ProgrammingError), transaction.atomic():
        AuditRow.objects.all().delete()
