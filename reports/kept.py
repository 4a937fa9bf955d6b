"""What a report leaves for the next one: one row a business. Never shown, never needed: without it all is done anew."""

import json
from dataclasses import dataclass
from typing import Any

from businesses.models import Business
from reports.chain import Volumes
from reports.models import ReportParts


@dataclass(frozen=True)
class Kept:
    """`volumes`: what the map says about the chain; `parts`: what the engine worked out, by key."""

    volumes: Volumes | None
    parts: dict[str, Any]


def read_kept(business: Business) -> Kept | None:
    """What the newest report left; None where there is nothing, or in the form of an older version."""
    row = ReportParts.objects.filter(business=business).values_list("parts", flat=True).first()
    found = json.loads(row) if row else {}
    return Kept(found["volumes"], found["parts"]) if found.keys() == {"volumes", "parts"} else None


def write_kept(business: Business, kept: Kept) -> None:
    """As text: a store that reads numbers would bring some back with another last digit."""
    told = {"volumes": kept.volumes, "parts": kept.parts}
    row = ReportParts(business=business, parts=json.dumps(told, separators=(",", ":")))
    ReportParts.objects.bulk_create([row], update_conflicts=True, unique_fields=["business"], update_fields=["parts"])
