"""export_business and import_business as the operator meets them."""

import io
import json
import stat
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from archive.management.commands import export_business as exporting
from businesses.context import tenant
from businesses.models import Business, Membership
from businesses.queries import members_of
from jobs.models import Job
from reports.tasks import compute_alignment
from tests.archive.world import World, sections
from tests.factories import see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def run(name: str, *args: str) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path, text: str) -> str:
    path = tmp_path / "marlow.json"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_file_appears_whole_and_for_its_owner_only(world: World, tmp_path: Path) -> None:
    path = tmp_path / "marlow.json"
    err = StringIO()
    call_command("export_business", world.business.slug, str(path), stdout=StringIO(), stderr=err)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["business"][0]["name"] == "Marlow Ads School"
    assert err.getvalue().startswith("Marlow Ads School: ")
    assert [p.name for p in tmp_path.iterdir()] == ["marlow.json"]


def test_what_is_there_is_not_overwritten_unasked(world: World, tmp_path: Path) -> None:
    path = tmp_path / "marlow.json"
    path.write_text("mine")
    with pytest.raises(CommandError, match=r"is there already\. Add --force to replace it\."):
        run("export_business", world.business.slug, str(path))
    assert path.read_text() == "mine"
    run("export_business", world.business.slug, str(path), "--force")
    assert json.loads(path.read_text())


def test_a_failure_half_way_leaves_no_file_and_the_old_one(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**rest: Any) -> Iterator[str]:
        yield "{"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "export_business", broken)
    path = tmp_path / "marlow.json"
    path.write_text("mine")
    with pytest.raises(CommandError, match="cannot be written: No space left on device"):
        run("export_business", world.business.slug, str(path), "--force")
    assert [p.name for p in tmp_path.iterdir()] == ["marlow.json"]
    assert path.read_text() == "mine"


def test_where_it_cannot_be_written_is_said(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is a folder"):
        run("export_business", world.business.slug, str(tmp_path))
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        run("export_business", world.business.slug, str(tmp_path / "none" / "marlow.json"))
    with pytest.raises(CommandError, match="There is no business with the address 'nothing'"):
        run("export_business", "nothing", str(tmp_path / "marlow.json"))
    assert list(tmp_path.iterdir()) == []


def test_there_and_back_by_standard_output_and_input(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    text = run("export_business", world.business.slug, "-")
    assert text.endswith("}\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    said = run("import_business", "-", "--slug", "again", "--yes")
    assert "Done: " in said
    assert sections(run("export_business", "again", "-")) == sections(text)


def test_it_says_what_comes_and_who_gets_in_and_asks(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        assert not User.objects.filter(email="nadia@example.com").exists(), "nothing is written before"
        return "marlow-ads-school"

    monkeypatch.setattr("builtins.input", answer)
    said = run("import_business", file)
    assert "Marlow Ads School will be /b/marlow-ads-school/: 4 systems, 7 elements, 3 metrics, 57 readings" in said
    assert "nadia@example.com, owner: gets an account, opened by a code sent to the address" in said
    assert "2 more are named in its history and not let in." in said
    assert "2 of its consultants are not brought back: invite them again." in said
    assert asked == ["Type the address marlow-ads-school to go on: "]
    business = newest()
    assert business.slug == "marlow-ads-school"
    assert len(members_of(business)) == 2
    job = Job.objects.get(business_id=business.pk, kind="alignment")
    assert job.state == Job.State.QUEUED
    write = compute_alignment(business.pk)
    assert write is not None


def newest() -> Business:
    pk = Job.objects.filter(kind="alignment").latest("pk").business_id
    assert pk is not None
    with tenant(pk):
        business = Business.objects.get(pk=pk)
    see(business)
    return business


def test_a_dry_run_only_looks(file: str) -> None:
    said = run("import_business", file, "--dry-run")
    assert "nadia@example.com, owner" in said
    assert said.endswith("Dry run: nothing was written.\n")
    assert not User.objects.exists()


@pytest.mark.parametrize("typed", ["marlow", "", "MARLOW-ADS-SCHOOL", "yes"])
def test_another_answer_ends_it(file: str, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr("builtins.input", lambda question: typed)
    with pytest.raises(CommandError, match="Nothing was done"):
        run("import_business", file)
    assert not User.objects.filter(email="nadia@example.com").exists()


def test_where_nobody_can_answer_it_says_so(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(CommandError, match="Add --yes"):
        run("import_business", file)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(file).read_bytes())))
    with pytest.raises(CommandError, match=r"so nobody can answer\. Add --yes"):
        run("import_business", "-")


def test_an_address_that_is_taken_needs_another_one(world: World, file: str) -> None:
    with pytest.raises(CommandError, match=r"'marlow-ads-school' already. Give another one with --slug."):
        run("import_business", file, "--yes")
    for slug, words in (("a b", "cannot be an address"), ("x" * 61, "at most 60")):
        with pytest.raises(CommandError, match=words):
            run("import_business", file, "--yes", "--slug", slug)
    run("import_business", file, "--yes", "--slug", "another")
    assert newest().slug == "another"


def test_one_owner_instead_of_the_team(file: str) -> None:
    with pytest.raises(CommandError, match="'nobody' is no address"):
        run("import_business", file, "--yes", "--owner", "nobody")
    said = run("import_business", file, "--yes", "--owner", "Me@Example.com")
    assert "me@example.com, owner: gets an account" in said
    assert "4 more are kept as names, without their addresses." in said
    business = newest()
    assert [m.user.email for m in Membership.objects.filter(business=business).select_related("user")] == [
        "me@example.com"
    ]


def test_what_cannot_be_read_is_one_line(tmp_path: Path, file: str) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        run("import_business", str(tmp_path / "none.json"))
    cut = tmp_path / "cut.json"
    cut.write_text(Path(file).read_text()[:-200])
    with pytest.raises(CommandError, match=r"cut.json: This file ends too early or is no JSON"):
        run("import_business", str(cut), "--yes")
    told = json.loads(Path(file).read_text())
    told["\x1b[2Jkey"] = told.pop("skips")
    cut.write_text(json.dumps(told))
    with pytest.raises(CommandError) as caught:
        run("import_business", str(cut), "--yes")
    assert str(caught.value).isprintable(), "a file cannot write on the operator's terminal"
