"""The plain-text part: the same words as the HTML, in the same order."""

from functools import lru_cache
from textwrap import wrap

from digests.shapes import ClientLine, Digest, Edition, Line, SilentLine

WIDTH = 72


def plain_text(digest: Digest) -> str:
    """The digest for people and programs that read no HTML."""
    parts = [
        [f"{digest.business}: {digest.period}"],
        [*_wrapped(f"{digest.say_first} {digest.say_second}".strip().upper()), *_wrapped(digest.lead)],
        _goal(digest),
        ["THE CHAIN", *_chain(digest)] if digest.chain else [],
        *_gaps(digest),
        _since(digest),
        _check_in(digest),
        _tasks(digest),
        *(
            [f"{a.who} asks".upper(), *_wrapped(a.text, 2), *_wrapped(f"On “{a.about}”.", 2), f"  {a.url}"]
            for a in digest.asks
        ),
        ["GOING WELL", *_wrapped(digest.going_well, 2)] if digest.going_well else [],
        [*_wrapped(digest.about)] if digest.about else [],
        [*_wrapped(digest.why), f"Change it: {digest.change_url}", f"Stop: {digest.stop_url}"],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


@lru_cache(maxsize=1024)
def _wrapped(text: str, indent: int = 0) -> tuple[str, ...]:
    """In lines; most of what a digest says is the same for everybody of a business, and is broken once."""
    space = " " * indent
    return tuple(
        wrap(text, WIDTH, initial_indent=space, subsequent_indent=space, break_long_words=False, break_on_hyphens=False)
    )


def _goal(digest: Digest) -> list[str]:
    if digest.goal is None:
        return []
    return [*_wrapped(f"OUTCOME: {digest.goal.text}"), *_wrapped(f"{digest.goal.words} [{digest.goal.word}]")]


def _chain(digest: Digest) -> list[str]:
    width = max(len(p.name) for p in digest.chain)
    return [f"  {place.name.ljust(width)}  {place.word}" for place in digest.chain]


def _gaps(digest: Digest) -> list[list[str]]:
    if not digest.gaps:
        return []
    blocks = []
    for gap in digest.gaps:
        scores = (
            f"Produced {gap.produced} of 100, changed {gap.changed}. {gap.over}" if gap.produced is not None else ""
        )
        blocks.append(
            [
                *wrap(gap.title, WIDTH, initial_indent=f"{gap.number}. ", subsequent_indent="   "),
                *_wrapped(gap.meta, 3),
                *_wrapped(scores, 3),
                *_wrapped(f"Next step: {gap.next_step}", 3),
                f"   {gap.url}",
            ]
        )
    return [["LOOK AT THESE FIRST", *blocks[0]], *blocks[1:]]


def _since(digest: Digest) -> list[str]:
    return ["SINCE THE LAST DIGEST", *_lines(digest.since, 2)] if digest.since else []


def _lines(lines: list[Line], indent: int) -> list[str]:
    width = max((len(line.label) for line in lines), default=0) + 1
    space, found = " " * indent, []
    for line in lines:
        label = f"{line.label}:".ljust(width)
        found += wrap(line.text, WIDTH, initial_indent=f"{space}{label} ", subsequent_indent=space + " " * (width + 1))
    return found


def _check_in(digest: Digest) -> list[str]:
    if not digest.due:
        return ["All readings are in.", digest.report_url]
    return [f"{digest.check_in_words.upper()} ({digest.due_words.rstrip('.')})", digest.check_in_url]


def _tasks(digest: Digest) -> list[str]:
    if not digest.tasks:
        return []
    lines = ["YOURS TO DO"]
    for task in digest.tasks:
        lines += [*_wrapped(task.text, 2), *_wrapped(task.words, 2), f"  {task.url}"]
    return lines


def edition_text(edition: Edition) -> str:
    """The same of a practice's edition."""
    steady = [f"{client.name} ({client.figure})" if client.figure else client.name for client in edition.steady]
    parts = [
        [f"{edition.practice}: {edition.period}"],
        [*_wrapped(edition.say.upper()), *_wrapped(edition.lead)],
        *_titled("WHO NEEDS YOU", [_client(n, client) for n, client in enumerate(edition.clients, 1)]),
        ["ON TRACK, NOTHING NEW", *_wrapped("; ".join(steady), 2)] if steady else [],
        *_titled("GONE QUIET", [_silent(client) for client in edition.silent]),
        [f"And {edition.more} more on the page of your clients."] if edition.more else [],
        ["SEE ALL CLIENTS", edition.clients_url],
        ["GOING WELL", *_wrapped(edition.going_well, 2)] if edition.going_well else [],
        [*_wrapped(edition.about)],
        [*_wrapped(edition.why), f"Change it: {edition.change_url}", f"Stop: {edition.stop_url}"],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _titled(title: str, blocks: list[list[str]]) -> list[list[str]]:
    return [[title, *blocks[0]], *blocks[1:]] if blocks else []


def _client(number: int, client: ClientLine) -> list[str]:
    goal = f"{client.goal}: {client.figure}." if client.figure else client.goal
    waits = f"Waits for you: {', '.join(client.waits)}." if client.waits else ""
    return [
        *wrap(
            f"{client.name}: {client.why[:1].lower()}{client.why[1:]}",
            WIDTH,
            initial_indent=f"{number}. ",
            subsequent_indent="   ",
        ),
        *_wrapped(goal, 3),
        *_wrapped(f"{client.gap}. {client.age}.", 3),
        *_lines(client.since, 3),
        *([*_wrapped(waits, 3), f"   {client.waits_url}"] if waits else []),
        f"   {client.url}",
    ]


def _silent(client: SilentLine) -> list[str]:
    waits = f"Waits for you: {', '.join(client.waits)}." if client.waits else ""
    return [
        *_wrapped(f"{client.name}: {client.words[:1].lower()}{client.words[1:]}", 2),
        *_lines(client.since, 2),
        *([*_wrapped(waits, 2), f"  {client.waits_url}"] if waits else []),
        f"  {client.url}",
    ]
