"""Writes of the map: keyword-only, atomic, with their audit row."""

from systems.actions.elements import add_element, edit_element, move_element, remove_element, restore_element
from systems.actions.labels import answer_coach
from systems.actions.links import (
    add_contribution,
    add_flow,
    add_serves,
    edit_contribution,
    edit_flow,
    remove_contribution,
    remove_flow,
    remove_serves,
)
from systems.actions.shared import Full, room_for_element, room_for_system
from systems.actions.systems import add_system, edit_system, move_system, remove_system, restore_system, set_goal
from systems.actions.versions import take_version

__all__ = [
    "Full",
    "add_contribution",
    "add_element",
    "add_flow",
    "add_serves",
    "add_system",
    "answer_coach",
    "edit_contribution",
    "edit_element",
    "edit_flow",
    "edit_system",
    "move_element",
    "move_system",
    "remove_contribution",
    "remove_element",
    "remove_flow",
    "remove_serves",
    "remove_system",
    "restore_element",
    "restore_system",
    "room_for_element",
    "room_for_system",
    "set_goal",
    "take_version",
]
