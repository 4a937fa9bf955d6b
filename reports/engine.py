"""The one call of the alignment engine, and the name its results are kept under."""

import hashlib
import json
from typing import Any

import alignment


def assess(case: dict[str, Any]) -> dict[str, Any]:
    """The assessment of a case."""
    return alignment.assess(alignment.case_from_dict(case))


def case_hash(case: dict[str, Any]) -> str:
    """The same for the same case and the same engine: then the result is the same too."""
    text = json.dumps([alignment.VERSION, case], sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
