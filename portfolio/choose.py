"""Which clients are shown, and in which order: the answers of the filter."""

from collections.abc import Callable, Sequence
from typing import Any

from portfolio.shapes import Client

Key = Callable[[Client], Any]

# As they come: who needs attention most is first.
NEED = "need"
ORDERS: dict[str, tuple[str, Key]] = {
    NEED: ("who needs you most", lambda client: 0),
    "gap": ("the widest gap", lambda client: -client.health.points),
    "age": ("the oldest numbers", lambda client: (client.last_day is not None, client.last_day)),
    "comments": ("open comments", lambda client: -client.questions),
    "name": ("name", lambda client: client.business.name.casefold()),
}
SHOW = {"": "All", "review": "To review", "quiet": "Quiet", "nobody": "Nobody’s"}


def chosen(clients: Sequence[Client], *, q: str, show: str, sort: str, who: int | None) -> list[Client]:
    """The clients whose name, owner or outcome holds these words, with this mark, looked after by this person."""
    words = q.casefold()
    found = [
        client
        for client in clients
        if any(words in text.casefold() for text in (client.business.name, client.owner, client.goal))
        and show in ("", *client.marks)
        and (who is None or who in {person.user_id for person in client.people})
    ]
    return sorted(found, key=ORDERS.get(sort, ORDERS[NEED])[1])


def counts(clients: Sequence[Client], *, leads: bool) -> list[tuple[str, str, int]]:
    """(value, name, how many) of each mark. That nobody looks after a client is said to leads, when it is so."""
    found = [(value, name, sum(value in ("", *client.marks) for client in clients)) for value, name in SHOW.items()]
    return [(value, name, n) for value, name, n in found if value != "nobody" or (leads and n)]


def everybody(clients: Sequence[Client]) -> list[tuple[int, str]]:
    """(id, name) of the people who look after any of them, by name."""
    people = {person.user_id: person.called for client in clients for person in client.people}
    return sorted(people.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
