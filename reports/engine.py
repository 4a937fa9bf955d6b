"""The one call of the alignment engine, the name its results are kept under, and its words in another number format."""

import hashlib
import json
from pathlib import Path
from typing import Any

import alignment
from reports import judged

# What is said of judged sentences is said here and not by the engine: other words there make another report too.
SAYING = hashlib.blake2b(Path(judged.__file__).read_bytes(), digest_size=8).hexdigest()


def assess(case: dict[str, Any], day_cost: float, known: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The assessment of a case, and the parts the next one may take over; `known`: those of the report before.

    `day_cost` = the share of all that is wanted that a day of work must bring.
    """
    parts = alignment.Parts(known)
    return judged.of_judged(alignment.assess(alignment.case_from_dict(case), day_cost, parts)), parts.kept


def case_hash(case: dict[str, Any], day_cost: float) -> str:
    """The same for the same case, the same engine and the same words: then the result is the same too."""
    told = [alignment.VERSION, alignment.FINGERPRINT, SAYING, day_cost, case]
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
