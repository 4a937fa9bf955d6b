"""What every test of the suite is watched for: rows with ids that a file of the business would carry over unseen."""

from typing import Any

from django.db.models import Model

from archive import results
from archive.errors import Unreadable
from archive.history import undeclared
from archive.results import CASE, FINDING, RESULT
from archive.shapes import Shape
from businesses.models import AuditRow
from reports.models import Finding, Report

JSON = {"case": CASE, "result": RESULT}


class Same:
    """Ids that stay as they are."""

    def row(self, model: type[Model], number: int) -> int | None:
        return number

    def mention(self, model: type[Model], number: int) -> int:
        return number


def check_history(instance: AuditRow, **rest: Any) -> None:
    row = {name: getattr(instance, name) for name in ("what", "object_type", "object_id", "before", "after")}
    found = list(undeclared(row))
    assert not found, f"ids in an audit row that archive/history.py does not know: {found}"


def check_report(instance: Report, **rest: Any) -> None:
    """What the engine made must be taken from a file as it is; of what a test made up only unknown keys matter."""
    if "until" in instance.case:
        results.check_report({name: fits(shape, getattr(instance, name)) for name, shape in JSON.items()})
    else:
        for name, shape in JSON.items():
            known(shape, getattr(instance, name))


def check_finding(instance: Finding, **rest: Any) -> None:
    """As check_report."""
    if "confidence" in instance.latest:
        results.check_latest({"latest": fits(FINDING, instance.latest)})
    else:
        known(FINDING, instance.latest)


def fits(shape: Shape, value: Any) -> Any:
    return shape.mapped(value, Same())


def known(shape: Shape, value: Any) -> None:
    try:
        shape.mapped(value, Same())
    except Unreadable as error:
        if "unknown key" in error.what:
            raise
