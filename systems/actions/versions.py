"""Writes: a numbered snapshot of the whole map."""

from typing import Any

from django.db import transaction

from accounts.models import User
from businesses.models import Business
from systems.actions.shared import lock_map
from systems.models import MapVersion
from systems.queries import MapData, load_map

SYSTEM_FIELDS = ("name", "kind", "position", "purpose")
ELEMENT_FIELDS = (
    "system_id", "kind", "text", "position", "version", "source", "unit", "definition", "who", "hours", "cadence",
    "rate", "cost", "must_do", "facet", "desired_for", "why",
)  # fmt: skip


@transaction.atomic
def take_version(*, business: Business, actor: User, name: str = "") -> MapVersion:
    """The map as it is now, under the next number; the newest version again while nothing has changed since."""
    lock_map(business)
    content = content_of(load_map(business))
    newest = MapVersion.objects.filter(business=business).order_by("-number").first()
    if newest is not None and newest.content == content:
        return newest
    number = newest.number + 1 if newest else 1
    return MapVersion.objects.create(business=business, number=number, name=name, made_by=actor, content=content)


def content_of(data: MapData) -> dict[str, Any]:
    """Everything on the map as JSON: numbers as text, ids as they are."""
    return {
        "systems": [{"id": s.pk, **_fields(s, SYSTEM_FIELDS)} for s in data.systems],
        "elements": [{"id": e.pk, **_fields(e, ELEMENT_FIELDS)} for e in data.elements.values()],
        "contributions": [
            {"source": c.source_id, "target": c.target_id, **_fields(c, ("why", "sign", "delay_days", "strength"))}
            for claims in data.causes.values()
            for c in claims
        ],
        "serves": [{"step": s.step_id, "target": s.target_id} for rows in data.serves.values() for s in rows],
        "flows": [{"output": f.output_id, "input": f.input_id} for rows in data.feeds.values() for f in rows],
        "goal": data.business.goal_id,
    }


def _fields(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {name: v if isinstance(v, str | int | None) else str(v) for name, v in values.items()}
