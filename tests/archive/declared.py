"""What every test of the suite is watched for: rows with ids that a file of the business would carry over unseen."""

from typing import Any

from django.db.models import Model

from archive.history import undeclared
from archive.shapes import CASE, FINDING, RESULT
from businesses.models import AuditRow
from reports.models import Finding, Report


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
    CASE.mapped(instance.case, Same())
    RESULT.mapped(instance.result, Same())


def check_finding(instance: Finding, **rest: Any) -> None:
    FINDING.mapped(instance.latest, Same())
