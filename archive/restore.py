"""A file as a new business: one transaction, every id a fresh one, nothing sent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import BufferedIOBase
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import ForeignKey, Model

from accounts.models import User
from archive.contents import Contents
from archive.document import Row
from archive.errors import Unreadable
from archive.export import content_hash
from archive.ids import NewIds, numbers, reserved
from archive.people import account_of, accounts_for
from archive.reading import Reader
from archive.rules import check_rules
from archive.tables import BY_SECTION, TABLES, Table
from archive.tenant import tenant_models
from archive.values import from_json
from businesses.audit import record
from businesses.context import see_businesses
from businesses.models import Business, Membership, Role
from digests.actions import get_or_make
from digests.models import SendLedger
from frameworks.actions import built_in
from frameworks.library import OUTCOME_OPTIMIZATION
from frameworks.models import FrameworkVersion
from jobs.actions import request_job
from reports.queries import JOB_KIND

AT_ONCE = 1_000


@dataclass
class Restoring:
    """What the rows of a file become."""

    business: Business
    ids: NewIds
    at: datetime
    slug: str
    digests: dict[int, int] = field(default_factory=dict)  # account → its subscription, switched off


@transaction.atomic
def import_business(
    *, file: BufferedIOBase, contents: Contents, at: datetime, slug: str = "", owner: str = ""
) -> Business:
    """The business of an examined file under new ids. Raises Unreadable, and then nothing was written.

    `owner`: the address of the one person who is let in; without it, the members of the file are.
    """
    told = contents.business
    ids = reserve(contents)
    pk = ids.mention(Business, 1)
    see_businesses([pk])
    people = contents.kept["people"]
    ids.people = numbers(accounts_for(people, owner, told["time_zone"]))
    only = account_of(owner, "", told["time_zone"]).pk if owner else None
    if only is not None:
        members = contents.kept["members"]
        ids.dropped[Membership] = {row["id"] for row in members if ids.person(row["user"]) != only}
    work = Restoring(Business(pk=pk), ids, at, slug or told["slug"])
    for table, rows in by_table(Reader(file)):
        write(work, table, rows)
    let_in(work, only)
    check_rules(work.business)
    record(
        business=work.business, actor=None, what="business_import", row=work.business, label=work.business.name,
        after={"exported_at": contents.about["exported_at"], "product": contents.about["product"]},
    )  # fmt: skip
    request_job(kind=JOB_KIND, business_id=pk)
    return work.business


def reserve(contents: Contents) -> NewIds:
    """Fresh ids for every row, and for what the file speaks of and does not hold."""
    ids, gone = NewIds(), dict(contents.gone)
    found = [version.pk for version in frameworks_of(contents)]
    more = reserved(FrameworkVersion, gone.pop("frameworkversion", 0))
    ids.there[FrameworkVersion], ids.ids[FrameworkVersion] = len(found), numbers([*found, *more])
    if gone.get("business"):
        raise Unreadable("a file speaks of no other business", "manifest.gone.business")
    sections = {table.model: table.section for table in TABLES}
    for model in {*sections, *tenant_models()}:
        there = contents.rows[sections[model]] if model in sections else 0
        ids.reserve(model, there, gone.pop(str(model._meta.model_name), 0))
    if gone:
        raise Unreadable("is nothing that a business has", f"manifest.gone.{next(iter(gone))}")
    return ids


def frameworks_of(contents: Contents) -> list[FrameworkVersion]:
    """The editions of this site that the file means: the same key, number and content."""
    found = []
    for n, row in enumerate(contents.kept["frameworks"]):
        key, edition = row.get("key"), row.get("edition")
        if row.keys() != {"id", "key", "edition", "sha256"} or not isinstance(key, str) or not isinstance(edition, int):
            raise Unreadable("must be id, key, edition and sha256", f"frameworks[{n}]")
        if key == OUTCOME_OPTIMIZATION:
            built_in()
        version = FrameworkVersion.objects.filter(framework__key=key, number=edition).first()
        if version is None:
            raise Unreadable(f"edition {edition} of {key!r} is not in the library of this site", f"frameworks[{n}]")
        if content_hash(version.content) != row["sha256"]:
            raise Unreadable(f"edition {edition} of {key!r} says something else on this site", f"frameworks[{n}]")
        found.append(version)
    return sorted(found, key=lambda version: version.pk)


def by_table(reader: Reader) -> Iterator[tuple[Table, list[Row]]]:
    """The rows of the file, some at a time."""
    reader.head()
    section, rows = "", list[Row]()
    for name, row in reader.rows():
        if rows and (name != section or len(rows) == AT_ONCE):
            yield BY_SECTION[section], rows
            rows = []
        section = name
        if name in BY_SECTION:
            rows.append(row)
    if rows:
        yield BY_SECTION[section], rows


def write(work: Restoring, table: Table, rows: Iterable[Row]) -> None:
    """Store some rows of one table."""
    dropped = work.ids.dropped.get(table.model, set())
    made = [built(work, table, row) for row in rows if row["id"] not in dropped]
    try:
        with transaction.atomic():
            if table.model is Business:
                work.business = made[0]  # type: ignore[assignment]
                made[0].save(force_insert=True)
            else:
                table.model._default_manager.bulk_create(made)
    except (IntegrityError, DataError) as error:
        words = " ".join(str(error).splitlines()[0].split())[:200]
        raise Unreadable(f"the database refuses these rows: {words}", table.section) from None


def built(work: Restoring, table: Table, row: Row) -> Model:
    """One row of the file as a row of this site."""
    place = f"{table.section}[{row['id'] - 1}]"
    try:
        columns = {column.attname: value for column, value in zip(table.columns(), read(work, table, row), strict=True)}
    except Unreadable as error:
        raise error.under(place) from None
    columns["id"] = work.ids.mention(table.model, row["id"])
    if table.model is Business:
        columns["slug"] = work.slug
    else:
        columns["business_id"] = work.business.pk
    if table.model is SendLedger:
        columns["subscription_id"] = digest_of(work, columns["user_id"])
    return table.model(**columns)


def read(work: Restoring, table: Table, row: Row) -> list[Any]:
    """The values of a row, in the order of the table's columns."""
    odd = row.keys() ^ {"id", *table.fields}
    if odd:
        raise Unreadable("unknown key" if odd & row.keys() else "is missing", sorted(odd)[0])
    values, told = Row(), Row()
    for column in table.columns():
        try:
            values[column.name] = told[column.name] = value_of(work, column, row[column.name])
            if column.name in table.shapes:
                values[column.name] = table.shapes[column.name].mapped(values[column.name], work.ids)
        except Unreadable as error:
            raise error.under(column.name) from None
    if table.check:
        table.check(told)  # with the ids of the file, so that what it says can be found there
    return list((table.exchange(values, work.ids) if table.exchange else values).values())


def value_of(work: Restoring, column: Any, value: Any) -> Any:
    """What a column stores: a value, or the id of another row."""
    if not isinstance(column, ForeignKey):
        return from_json(column, value)
    if value is None and column.null:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unreadable("must be an id of this file")
    model: type[Model] = column.related_model
    return work.ids.person(value) if model is User else work.ids.row(model, value)


def let_in(work: Restoring, user_id: int | None) -> None:
    """The one person who comes in instead of the members, if so.

    Everybody who is in gets a digest that is switched off, so that nobody is sent one unasked.
    """
    if user_id is not None:
        Membership.objects.update_or_create(business=work.business, user_id=user_id, defaults={"role": Role.OWNER})
    for member in Membership.objects.filter(business=work.business).order_by("pk"):
        digest_of(work, member.user_id)


def digest_of(work: Restoring, user_id: int) -> int:
    """This person's subscription, off until they switch it on."""
    if user_id not in work.digests:
        user = User.objects.get(pk=user_id)
        work.digests[user_id] = get_or_make(work.business, user, work.at).pk
    return work.digests[user_id]
