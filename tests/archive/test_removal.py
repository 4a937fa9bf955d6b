"""A business or a person that is deleted: gone from every table, and from nothing of anybody else's."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from accounts.actions import NOBODY
from accounts.models import User
from archive.removal import delete_person
from archive.tenant import tenant_models
from businesses.actions import (
    accept_invitation,
    assign,
    begin_engagement,
    change_role,
    create_practice,
    invite,
    remove_member,
)
from businesses.context import see_practice, see_user, tenant
from businesses.models import AuditRow, Business, Engagement, Level, Membership, Role, Side
from core.models import Refused
from jobs.models import Due, Job, OutboxMail
from metrics.models import Reading
from reviews.models import Comment
from tests.archive.world import World, exported, make_world
from tests.conftest import connect_as
from tests.factories import make_business, make_member, make_user, see

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


@contextmanager
def as_owner_of_the_tables() -> Iterator[None]:
    """Connected as the account that may delete history."""
    connect_as("OWNER_DATABASE_URL")
    try:
        yield
    finally:
        connect_as("DATABASE_URL")


def run(name: str, *args: str) -> str:
    out = io.StringIO()
    with as_owner_of_the_tables():
        call_command(name, *args, stdout=out, stderr=out)
    return out.getvalue()


def everything_stored() -> str:
    """Every value of every table, read past row-level security."""
    said = []
    with as_owner_of_the_tables(), connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute(f"SELECT * FROM {table}")
            said += [f"{model._meta.db_table}: {row}" for row in cursor.fetchall()]
            if connection.vendor == "postgresql" and model in PROTECTED:
                cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    return "\n".join(said)


PROTECTED: set[Any] = set()


@pytest.fixture(autouse=True)
def protected() -> None:
    """Which tables are under forced row-level security, to be put back after they were read whole."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity")
        names = {row[0] for row in cursor.fetchall()}
    PROTECTED.update(m for m in apps.get_models(include_auto_created=True) if m._meta.db_table in names)


def history_of(business: Business) -> list[tuple[Any, ...]]:
    """What the history says, as the database keeps it."""
    rows = AuditRow.objects.filter(business=business).order_by("pk")
    return list(rows.values_list("pk", "label", "what", "before", "after"))


@pytest.fixture
def world(transactional_db: None) -> World:
    with transaction.atomic():
        return make_world()


def test_a_business_goes_from_every_table_and_its_neighbour_stays(world: World) -> None:
    with transaction.atomic():
        other = make_business(make_user("other@example.com"), "Canary Foods")
        make_member(other, Role.EDITOR, world.editor.user)
        see(other)
        before = exported(other)
    assert Job.objects.filter(business_id=world.business.pk).exists()
    pk, slug = world.business.pk, world.business.slug
    out = run("delete_business", slug, "--yes")
    assert "Marlow Ads School is deleted." in out
    assert "readings" in out
    with tenant(pk):
        left = [model for model in tenant_models() if model._default_manager.filter(business_id=pk).exists()]
    assert left == []
    for model in (Job, Due, OutboxMail):
        assert not model.objects.filter(business_id=pk).exists()
    assert "Marlow Ads School" not in everything_stored()
    with tenant(other.pk):
        assert exported(other) == before
    assert User.objects.filter(email="nadia@example.com", is_active=True).exists()


def test_a_dry_run_deletes_nothing_and_another_word_neither(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nothing was deleted" in run("delete_business", world.business.slug, "--dry-run")
    monkeypatch.setattr("builtins.input", lambda _: "marlow")
    with pytest.raises(CommandError, match="Nothing was done"):
        run("delete_business", world.business.slug)
    with pytest.raises(CommandError, match="Nothing was done"):
        run("delete_person", "tomas@example.com")
    with tenant(world.business.pk):
        assert Business.objects.filter(pk=world.business.pk).exists()
        assert Membership.objects.filter(user__email="tomas@example.com").exists()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="accounts of the database are PostgreSQL's")
@pytest.mark.parametrize("args", [("delete_business", "any"), ("delete_person", "any@example.com")])
def test_the_application_s_own_account_may_not(args: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match="Run it as the owner of the tables"):
        call_command(*args, "--yes", stdout=io.StringIO())


def test_a_person_s_name_and_address_are_nowhere_and_their_work_stays(world: World) -> None:
    tomas = world.editor.user
    lena = make_user("lena@example.com")
    with transaction.atomic():
        see(world.business)
        readings = Reading.objects.filter(business=world.business).count()
        invite(business=world.business, actor=tomas, emails=["friend@example.com"], role=Role.VIEWER, at=NOW)
        away = make_business(lena, "Harbour Lane")
        see(away)
        invite(business=away, actor=lena, emails=[tomas.email], role=Role.VIEWER, at=NOW)
    client = Client()
    client.force_login(tomas)
    assert client.get(f"/b/{world.business.slug}/").status_code == 200
    stored = everything_stored()
    assert "Tomas Reyes" in stored
    assert "tomas@example.com" in stored
    out = run("delete_person", "TOMAS@example.com", "--yes")
    assert "leaves Marlow Ads School (editor)" in out
    stored = everything_stored()
    told = [line for line in stored.splitlines() if "Tomas Reyes" in line or "tomas@example.com" in line.lower()]
    assert told == []
    assert client.get(f"/b/{world.business.slug}/").status_code in (302, 404)
    with tenant(world.business.pk):
        assert Reading.objects.filter(business=world.business).count() == readings
    assert User.objects.get(pk=tomas.pk).called == NOBODY
    owner = Client()
    owner.force_login(world.owner)
    for page in ("", "map/", "history/", "team/", "reviews/", "alignment/"):
        assert owner.get(f"/b/{world.business.slug}/{page}").status_code == 200


def test_a_reviewer_s_practice_of_one_goes_and_what_they_said_stays(world: World) -> None:
    with tenant(world.business.pk):
        said = Comment.objects.filter(author=world.reviewer, review__state="sent").count()
    assert said
    run("delete_person", world.reviewer.email, "--yes")
    with tenant(world.business.pk):
        assert not Engagement.objects.filter(state="active").exists()
        assert Comment.objects.filter(author=world.reviewer).count() == said
    assert "Ines Okafor" not in everything_stored()


def two_of_us(second: str) -> tuple[User, User]:
    """The lead and the consultant of a practice that works for somebody; both are assigned."""
    lead, other = make_user("lead@example.com"), make_user("second@example.com", name=second)
    with transaction.atomic():
        see_user(lead.pk)
        practice = create_practice(lead=lead, name="Two of us")
        see_practice(practice.pk)
        member = practice.members.create(user=other, role="consultant")
        business = make_business(make_user(), "Client")
        see(business)
        engagement = begin_engagement(
            business=business, practice=practice, person=lead, level=Level.EDIT, side=Side.BUSINESS, actor=lead
        )
        assign(engagement=engagement, member=member, actor=lead)
    return lead, other


def test_nothing_is_left_without_an_owner_or_a_lead(world: World) -> None:
    with pytest.raises(CommandError, match="Not yet"):
        run("delete_person", "nadia@example.com", "--yes")
    lead, _ = two_of_us("Second")
    with as_owner_of_the_tables(), pytest.raises(Refused, match=r"Two of us .* has no other lead"):
        delete_person(lead, NOW)
    assert User.objects.filter(email="lead@example.com", is_active=True).exists()


def test_a_colleague_leaves_a_practice_that_goes_on() -> None:
    _, second = two_of_us("Canary Jones")
    assert "leaves a practice (consultant)" in run("delete_person", second.email, "--yes")
    assert "Canary Jones" not in everything_stored()
    assert "Two of us" in everything_stored()


@pytest.mark.parametrize("called", ["viewer", "e", "Somebody Else"])
def test_nobody_else_s_history_is_touched_whatever_they_call_themselves(world: World, called: str) -> None:
    """A name is not theirs alone: it may be that of another, or a word that stands everywhere."""
    with transaction.atomic():
        other = make_business(make_user("other@example.com"), "Elsewhere")
        see(other)
        one = make_member(other, Role.EDITOR, make_user("somebody.else@example.com", name="Somebody Else"))
        change_role(membership=one, actor=make_user(), role=Role.VIEWER, was=Role.EDITOR)
        before = history_of(other)
    with transaction.atomic():
        see(world.business)
        stranger = make_member(world.business, Role.VIEWER, make_user("stranger@example.com", name=called))
        change_role(membership=stranger, actor=world.owner, role=Role.RECORDER, was=Role.VIEWER)
        mine = [row for row in history_of(world.business) if row[1] != called]
    run("delete_person", "stranger@example.com", "--yes")
    with tenant(other.pk):
        assert history_of(other) == before
    with tenant(world.business.pk):
        after = history_of(world.business)
    assert [row for row in after if row in mine] == mine
    assert called not in {label for _, label, *_ in after}


def test_a_name_they_had_before_and_a_membership_that_ended_are_forgotten_too(world: World) -> None:
    tomas = world.editor.user
    with transaction.atomic():
        see(world.business)
        away = make_business(make_user("away@example.com"), "Away")
        see(away)
        invited = invite(business=away, actor=make_user(), emails=[tomas.email], role=Role.VIEWER, at=NOW)[0]
        Membership.objects.create(business=away, user=invited.invited_by, role=Role.OWNER)
        remove_member(membership=accept_invitation(invitation=invited, user=tomas, at=NOW), actor=invited.invited_by)
    User.objects.filter(pk=tomas.pk).update(name="Tomas Renamed")
    run("delete_person", tomas.email, "--yes")
    with tenant(world.business.pk):
        rows = AuditRow.objects.filter(object_type="membership", object_id=world.editor.pk)
        assert {row.label for row in rows} == {NOBODY}
    with tenant(away.pk):
        assert tomas.email not in {row.label for row in AuditRow.objects.filter(business=away)}


def test_one_s_own_sample_goes_along() -> None:
    person = make_user("alone@example.com", name="Canary Alone")
    sample = make_business(person, "Sample of mine", is_sample=True)
    run("delete_person", person.email, "--yes")
    with tenant(sample.pk):
        assert not Business.objects.filter(pk=sample.pk).exists()
    assert "Canary Alone" not in everything_stored()


def test_two_that_do_not_exist() -> None:
    with pytest.raises(CommandError, match="There is no business"):
        run("delete_business", "nowhere")
    with pytest.raises(CommandError, match="Nobody has an account"):
        run("delete_person", "nobody@example.com")
