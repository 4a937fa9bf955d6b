"""docs/screens holds what scripts/pictures.py takes, each picture it names and none besides."""

import re
from pathlib import Path
from typing import Any

import pytest

from scripts import pictures

ROOT = Path(pictures.__file__).parent.parent
SCREENS = {file.name for file in (ROOT / "docs" / "screens").glob("*.png")}
# Of mails, which have other widths, and pages that one comes to by a mail of somebody else.
BY_HAND = {"team-invited", "invitations-stranger", "invitation-another-address"}
LARGEST = 300_000  # bytes


def taken() -> set[str]:
    """The names of the pictures in the script, as it writes them."""
    source = Path(pictures.__file__).read_text()
    listed: list[dict[str, Any]] = [
        pictures.ANYBODY,
        pictures.OWNER,
        pictures.CONSULTANT,
        pictures.FOUND,
        pictures.DEEPER,
    ]
    return {
        *(name for names in listed for name in names),
        *re.findall(r'take\("([-a-z0-9]+)"', source),
        *re.findall(r'find\("([-a-z0-9]+)"', source),
    }


def test_every_picture_is_there_and_none_is_left_over() -> None:
    named = {f"{name}-1440-light.png" for name in taken() | BY_HAND | set(re.findall(r'\("(\w+-new|numbers-first)"',
             Path(pictures.__file__).read_text()))}  # fmt: skip
    phones = {f"{name}-390-dark.png" for name in pictures.ALSO_ON_A_PHONE}
    prints = {f"{name}-print-a4.png" for name in pictures.PRINTED}
    mails = {f"mail-{kind}-{size}.png" for kind in ("digest", "practice") for size in ("680-light", "390-dark")}
    assert named | phones | prints | mails == SCREENS


@pytest.mark.parametrize("name", sorted(SCREENS))
def test_a_picture_is_small(name: str) -> None:
    assert (ROOT / "docs" / "screens" / name).stat().st_size < LARGEST
