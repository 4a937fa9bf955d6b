"""Light and dark differ in colours and in nothing else, so tests in a browser look for everything else only once."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
SHEETS = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))


def without_comments(file: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda file: file.name)
def test_a_theme_sets_the_color_scheme_and_nothing_else(sheet: Path) -> None:
    """`light-dark()`, by which the tokens follow it, takes colours alone."""
    text = without_comments(sheet)
    assert "prefers-color-scheme" not in text
    for body in re.findall(r"[^{}]*data-theme[^{}]*\{([^{}]*)\}", text):
        assert re.fullmatch(r"\s*color-scheme: (light|dark);?\s*", body), body
    assert text.count("data-theme") == 0 or sheet.name == "tokens.css"


def test_a_script_asks_for_the_theme_once_to_switch_it() -> None:
    asking = [file.name for file in SCRIPTS for _ in re.findall("color-scheme", without_comments(file))]
    assert asking == ["app.js"]
    assert [file.name for file in SCRIPTS if "dataset.theme" in without_comments(file)] == ["app.js"]
