"""What an earlier report worked out, taken over where its inputs are the same (section 5, "Recompute keys").

A key is the hash of everything a part depends on, the engine's source too, and never a time or a place: the same key
is the same part, to the last bit. Parts are plain JSON values. What costs is kept: trends and signals of a metric, a
link's tests, what the coach reads in a statement; verdicts, scores and the chain follow from them in less time than
looking them up would take.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from alignment.case import Metric
from alignment.evidence import LinkSeries, Tested
from alignment.overopt import Shape
from alignment.residuals import Reading
from alignment.signals import Limits, Signal, UsualRange
from alignment.statement import Statement
from alignment.trend import Trend
from alignment.version import FINGERPRINT

Course = tuple[Trend, UsualRange | None]
Proof = tuple[Tested, Shape | None]


@dataclass(frozen=True)
class Parts:
    """`known`: parts of the report before, by key. `kept`: those this one used. `fresh`: keys worked out anew."""

    known: Mapping[str, object] = field(default_factory=dict)
    kept: dict[str, object] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)

    def course(self, key: str) -> Course | None:
        """Trend and usual range of a metric, None where they must be worked out."""
        found = self.known.get(key)
        if not isinstance(found, list):
            return None
        self.kept[key] = found
        return Trend(*found[0]), None if found[1] is None else _usual(found[1])

    def keep_course(self, key: str, course: Course) -> None:
        told, usual = course
        self.kept[key] = [_values(told), None if usual is None else _usual_values(usual)]
        self.fresh.add(key)

    def statement(self, key: str) -> Statement | None:
        """What the coach read in a statement, None where it must be read."""
        found = self.known.get(key)
        if not isinstance(found, list):
            return None
        self.kept[key] = found
        return Statement(*found)

    def keep_statement(self, key: str, statement: Statement) -> None:
        self.kept[key] = _values(statement)
        self.fresh.add(key)

    def proof(self, key: str) -> Proof | None:
        """Tests of a link, and the shape of its pair, None where they must be worked out."""
        found = self.known.get(key)
        if not isinstance(found, list):
            return None
        self.kept[key] = found
        return Tested(*found[0]), None if found[1] is None else Shape(*found[1])

    def keep_proof(self, key: str, proof: Proof) -> None:
        tested, shape = proof
        self.kept[key] = [_values(tested), None if shape is None else _values(shape)]
        self.fresh.add(key)


def metric_key(metric: Metric, aim: float | None) -> str:
    """Readings and the plan a change is measured by."""
    return f"m{_hash(_bytes(metric.values), repr(aim).encode())}"


def statement_key(text: str) -> str:
    """The words alone."""
    return f"s{_hash(text.encode())}"


def link_key(pair: LinkSeries, shaped: bool) -> str:
    """Both series at the compared cadence, their directions, sign, lag, and the id that seeds the test."""
    said = (pair.id, pair.x_lower, pair.y_lower, pair.sign, pair.lag, pair.cadence, shaped)
    return f"l{_hash(repr(said).encode(), _bytes(pair.x), _bytes(pair.y))}"


def _bytes(values: Sequence[Reading]) -> bytes:
    return np.array(values, dtype=np.float64).tobytes()


def _hash(*parts: bytes) -> str:
    found = hashlib.blake2b(FINGERPRINT.encode(), digest_size=15)
    for part in parts:
        found.update(len(part).to_bytes(8, "big"))
        found.update(part)
    return found.hexdigest()


_FIELDS = {kind: tuple(one.name for one in fields(kind)) for kind in (Trend, Tested, Shape, Statement)}


def _values(row: Trend | Tested | Shape | Statement) -> list[object]:
    """The fields of a row in order: what its class takes back."""
    return [getattr(row, name) for name in _FIELDS[type(row)]]


def _usual_values(usual: UsualRange) -> list[object]:
    limits, signals = usual.limits, usual.signals
    return [
        [limits.mean, limits.mean_range, limits.lower, limits.upper, limits.range_upper],
        usual.provisional,
        usual.said_half,
        [[signal.index, signal.rule, signal.side, signal.said] for signal in signals],
    ]


def _usual(found: Any) -> UsualRange:
    limits, provisional, said_half, signals = found
    return UsualRange(Limits(*limits), provisional, said_half, tuple(Signal(*one) for one in signals))
