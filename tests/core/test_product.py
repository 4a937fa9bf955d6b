"""The release that files and answers name is the one of the project."""

import tomllib
from pathlib import Path

from core.product import VERSION


def test_the_version_is_that_of_the_project() -> None:
    told = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text())
    assert told["project"]["version"] == VERSION
