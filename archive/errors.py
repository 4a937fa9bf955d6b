"""What cannot be read, and where: one line for the operator."""


def printable(text: str) -> str:
    """What came from a file, safe to show on a terminal."""
    return "".join(c if c.isprintable() else "?" for c in text)


class Unreadable(Exception):
    """Something in a file is not as it must be. `under` puts the place in front, from the inside out."""

    def __init__(self, what: str, place: str = "") -> None:
        super().__init__(printable(f"{place}: {what}" if place else what))
        self.what = what
        self.place = place

    def under(self, part: str | int) -> "Unreadable":
        """The same, one level further out: a key or the place in a list."""
        step = f"[{part}]" if isinstance(part, int) else part
        dot = "." if self.place and not self.place.startswith("[") else ""
        return Unreadable(self.what, f"{step}{dot}{self.place}")
