"""`manage.py send_digests`: the same code as the timetable, by hand."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail as django_mail
from django.core.management import CommandError, call_command

from jobs.models import Due, OutboxMail
from tests.digests.conftest import NOW, World

pytestmark = pytest.mark.sqlite
AT = "2026-11-30T08:00+01:00"


def run(*args: str) -> str:
    out = StringIO()
    call_command("send_digests", *args, stdout=out)
    return out.getvalue()


def test_a_dry_run_says_what_would_happen_and_records_nothing(world: World) -> None:
    world.report()
    world.subscribe()
    before = list(Due.objects.order_by("pk").values())
    said = run("--at", AT, "--dry-run")
    assert "send: Marlow Ads School to nadia@example.com, weekly 2026-w49: 1 gap, in Delivery" in said
    assert "nothing was recorded" in said
    assert world.ledger() == []
    assert not OutboxMail.objects.exists()
    assert list(Due.objects.order_by("pk").values()) == before
    assert django_mail.outbox == []


def test_without_it_the_same_is_decided_and_sent_once(world: World) -> None:
    world.report()
    world.subscribe()
    assert "1 sent" in run("--at", AT)
    assert "0 sent" in run("--at", AT)
    assert len(django_mail.outbox) == 1
    assert [e.state for e in world.ledger()] == ["sent"]


def test_nothing_is_due_before_its_time(world: World) -> None:
    world.report()
    world.subscribe()
    assert run("--at", (NOW + timedelta(days=1)).isoformat()) == "0 sent.\n"
    assert run("--at", (NOW + timedelta(days=1)).isoformat()[:16], "--dry-run").startswith("Dry run")


def test_what_is_no_time_is_refused_in_words() -> None:
    with pytest.raises(CommandError, match="must be a time like 2026-11-23T08:00"):
        run("--at", "tomorrow")
