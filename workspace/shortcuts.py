"""Every keyboard shortcut there is, as the page `?` lists them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shortcut:
    """Keys in the order they are pressed; `or` between those that do the same."""

    keys: tuple[str, ...]
    does: str


SHORTCUTS: dict[str, tuple[Shortcut, ...]] = {
    "Everywhere": (
        Shortcut(("Ctrl K", "or", "⌘ K", "or", "/"), "Jump to anything"),
        Shortcut(("G", "H"), "Home"),
        Shortcut(("G", "M"), "Map"),
        Shortcut(("G", "C"), "Check-in"),
        Shortcut(("G", "A"), "Alignment"),
        Shortcut(("G", "R"), "Reviews"),
        Shortcut(("G", "P"), "Clients, for whoever is a consultant here"),
        Shortcut(("Z",), "Take the last change back, while its message shows Undo"),
        Shortcut(("Ctrl Enter", "or", "⌘ Enter"), "Send the form you are in"),
        Shortcut(("Esc",), "Close a drawer or a dialog"),
        Shortcut(("?",), "This page"),
    ),
    "In the check-in": (
        Shortcut(("Enter", "or", "↓"), "Next reading"),
        Shortcut(("↑",), "Reading before"),
        Shortcut(("=",), "In an empty reading: same as last time"),
        Shortcut(("S",), "In an empty reading: skip it this time"),
        Shortcut(("[",), "The period before"),
        Shortcut(("]",), "The period after"),
    ),
    "On the map": (
        Shortcut(("←", "→"), "Between systems"),
        Shortcut(("↑", "↓"), "Between rows"),
        Shortcut(("P",), "Keep the links of this entry in sight"),
        Shortcut(("V",), "Vital signs only, or everything"),
        Shortcut(("-", "+", "0"), "Smaller, larger, whole"),
        Shortcut(("L",), "Show as a list"),
    ),
    "On the alignment page": (
        Shortcut(("J",), "Next finding"),
        Shortcut(("K",), "Finding before"),
    ),
    "On the clients of a practice": (
        Shortcut(("J",), "Next client"),
        Shortcut(("K",), "Client before"),
        Shortcut(("Enter",), "Open the client in focus"),
        Shortcut(("R",), "Review the client in focus"),
        Shortcut(("/",), "Find a client"),
    ),
    "On a metric": (Shortcut(("←", "→"), "With the chart in focus: step through the readings"),),
}
