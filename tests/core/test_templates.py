"""What every template keeps to."""

from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR) / "templates"
FILES = {file.relative_to(ROOT).as_posix(): file.read_text() for file in sorted(ROOT.rglob("*.html"))}


def test_the_way_to_more_is_written_in_one_place() -> None:
    """Lists include `_more.html`; none has a way to more of its own."""
    assert {name for name, text in FILES.items() if "Show more" in text} == {"_more.html"}


def test_a_note_ends_on_its_line() -> None:
    """Django prints one that does not."""
    lines = ((name, line) for name, text in FILES.items() for line in text.splitlines())
    assert [name for name, line in lines if line.count("{#") != line.count("#}")] == []
