"""What the last step of Start is told: for each system one thing produced and one thing changed."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Part:
    """One sentence with the number that shows it; `plan` is what would be enough, when somebody has said so."""

    text: str
    metric: str
    unit: str
    direction: str
    cadence: str
    combine: str
    plan: Decimal | None
    slot: str  # key of the suggestion it was made from


@dataclass(frozen=True)
class SystemAnswer:
    """One system with what was said about it."""

    key: str
    label: str
    kind: str
    purpose: str
    output: Part | None
    outcome: Part | None
