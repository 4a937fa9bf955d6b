"""Writes of metrics, plans, readings and events. Each is atomic and leaves its audit row."""

from metrics.actions.event import add_event, remove_event
from metrics.actions.metric import add_metric, edit_metric, make_main, set_state
from metrics.actions.plan import ANY, Amount, remove_plan, set_plan
from metrics.actions.reading import (
    Clash,
    Entry,
    Written,
    clear_reading,
    hold_metrics,
    record_reading,
    record_readings,
    skip,
    unskip,
)

__all__ = [
    "ANY", "Amount", "Clash", "Entry", "Written", "add_event", "add_metric", "clear_reading", "edit_metric",
    "hold_metrics", "make_main", "record_reading", "record_readings", "remove_event", "remove_plan", "set_plan",
    "set_state", "skip", "unskip",
]  # fmt: skip
