"""Which tables there are, whose rows they hold, and what the database's wall must do with each of them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.apps import apps
from django.db import Error, connection, models, transaction
from django.db.models import Q

from businesses.context import see_practice, see_user
from businesses.models import Business
from tests.factories import see
from tests.security.stock import Stock

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

Link = tuple[type[models.Model], models.ForeignKey[Any, Any], type[models.Model]]


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def links() -> list[Link]:
    """Every foreign key from one tenant table to another (not the one that names the business itself)."""
    found: list[Any] = []
    for model in TENANT.values():
        for field in model._meta.concrete_fields:
            to = field.related_model
            if field.is_relation and isinstance(to, type) and to in TENANT.values() and to is not Business:
                found.append((model, field, to))
    return found


def named(value: Any) -> str:
    """For the ids of tests that take a link."""
    return str(getattr(getattr(value, "_meta", value), "label", getattr(value, "name", "")))


def own_business(model: type[models.Model]) -> str:
    return "id" if model is Business else "business_id"


def be(stock: Stock) -> None:
    """From here on the transaction sees this business and its practice, as one door or the other would let it."""
    see_user(None)
    see(stock.business)
    see_practice(stock.engagement.practice_id)


def halves(label: str, stock: Stock) -> list[Q]:
    """What makes a row of this table one of theirs: it is of the business, or of the practice, or both kinds exist."""
    if label == "businesses.Business":
        return [Q(pk=stock.business.pk)]
    if label == "businesses.Practice":
        return [Q(pk=stock.engagement.practice_id)]
    of_business, of_practice = Q(business=stock.business.pk), Q(practice=stock.engagement.practice_id)
    if label in EITHER:
        return [of_business, of_practice]
    return [of_practice if label in PRACTICE else of_business]


def check_filled(label: str, stock: Stock) -> None:
    """There is a row of theirs, of each kind, for the wall to stand before."""
    be(stock)
    for half in halves(label, stock):
        assert WALLED[label]._default_manager.filter(half).exists(), f"no row of {half} in {label}: make one in pair.py"


def check_reads(label: str, ours: Stock, theirs: Stock) -> None:
    """We see all of our rows and none that is not ours, whatever we filter by."""
    check_filled(label, ours)
    check_filled(label, theirs)
    be(ours)
    seen = WALLED[label]._default_manager.all()
    own, foreign = (Q(*halves(label, stock), _connector=Q.OR) for stock in (ours, theirs))
    assert not seen.filter(foreign).exists(), f"rows of another business are seen in {label}"
    assert seen.count() == seen.filter(own).count(), f"rows of nobody we know are seen in {label}"


def check_writes(label: str, ours: Stock, theirs: Stock) -> None:
    """We can neither change nor remove a row of theirs, nor add one."""
    model = WALLED[label]
    table, key = model._meta.db_table, model._meta.pk.column
    for half in halves(label, theirs):
        be(theirs)
        hidden = model._default_manager.filter(half)[0]
        be(ours)
        for what in (f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}"):
            reached = affected(f"{what} WHERE {key} = %s", hidden.pk)
            assert reached == 0, f"{what} reached a row of another business"
        hidden.pk = None
        refused = refusal(partial(model._default_manager.bulk_create, [hidden]))
        assert "row-level security" in refused, f"a row for another business went into {label}: {refused}"


def check_link(model: type[models.Model], field: models.ForeignKey[Any, Any], ours: Stock, theirs: Stock) -> None:
    """The database refuses a row of ours that points at a row of theirs, even where both are in sight."""
    see(ours.business, theirs.business)
    to: Any = field.related_model
    mine = model._default_manager.filter(**{own_business(model): ours.business.pk}).exclude(**{field.attname: None})
    other = to._default_manager.filter(business=theirs.business.pk)
    assert mine.exists(), f"no row of ours has a {field.name} in {model._meta.label}: make one in pair.py"
    assert other.exists(), f"no row of theirs in {to._meta.label}: make one in pair.py"
    crossed = f"UPDATE {model._meta.db_table} SET {field.column} = %s WHERE id = %s RETURNING id"
    tries = (refusal(partial(rows, crossed, row.pk, mine[0].pk), settle) for row in other[:20])
    # Where only one may point at each, a row of theirs that has none yet shows which of the two rules refuses.
    refused = next((words for words in tries if "unique constraint" not in words), "every row of theirs is taken")
    assert "_tenant" in refused, f"{model._meta.label}.{field.name} points into another business: {refused}"


def settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def affected(sql: str, *values: Any) -> int:
    """How many rows it reached; none where the role may not even try. Taken back."""
    with transaction.atomic():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                count = int(cursor.rowcount)
        except Error as error:
            if "permission denied" not in str(error):
                raise
            count = 0
        transaction.set_rollback(True)
    return count


def refusal(*steps: Callable[[], Any]) -> str:
    """In which words the database refused, empty where it did not. Taken back."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                for step in steps:
                    step()
        except Error as error:
            return str(error)
        finally:
            transaction.set_rollback(True)
    return ""
