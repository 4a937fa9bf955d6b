"""The frameworks that ship with the product, as files of content."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"
OUTCOME_OPTIMIZATION = "outcome-optimization"


@cache
def shipped(key: str) -> dict[str, Any]:
    """The content of a shipped framework. A changed file carries the next `edition`: published ones never change."""
    text = (FOLDER / f"{key.replace('-', '_')}.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
