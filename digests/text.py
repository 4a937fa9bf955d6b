"""The plain-text part: the same words as the HTML, in the same order."""

from collections.abc import Sequence
from functools import lru_cache
from textwrap import wrap

from digests.shapes import Asked, ClientLine, Edition, Foot, Line, SilentLine, Story

WIDTH = 72


def story_text(story: Story) -> str:
    """What everybody of the business is told."""
    return _blocks(
        [f"{story.business}: {story.period}"],
        [*_wrapped(f"{story.say_first} {story.say_second}".strip().upper()), *_wrapped(story.lead)],
        _goal(story),
        ["THE CHAIN", *_chain(story)] if story.chain else [],
        *_gaps(story),
        _since(story),
    )


def asked_text(asked: Asked) -> str:
    """What this person is asked to do."""
    asks = (
        [f"{a.who} asks".upper(), *_wrapped(a.text, 2), *_wrapped(f"On “{a.about}”.", 2), f"  {a.url}"]
        for a in asked.asks
    )
    return _blocks(_check_in(asked), _tasks(asked), *asks)


def well_text(story: Story) -> str:
    """What goes well, and whether all of it is made up."""
    return _blocks(["GOING WELL", *_wrapped(story.going_well, 2)] if story.going_well else [], _wrapped(story.about))


def foot_text(foot: Foot) -> str:
    """Why it came, and where that is changed."""
    return _blocks([*_wrapped(foot.why), f"Change it: {foot.change_url}"])


def _blocks(*blocks: Sequence[str]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks if block)


@lru_cache(maxsize=1024)
def _wrapped(text: str, indent: int = 0) -> tuple[str, ...]:
    """In lines; most of what a digest says is the same for everybody of a business, and is broken once."""
    space = " " * indent
    return tuple(
        wrap(text, WIDTH, initial_indent=space, subsequent_indent=space, break_long_words=False, break_on_hyphens=False)
    )


def _goal(story: Story) -> list[str]:
    if story.goal is None:
        return []
    return [*_wrapped(f"OUTCOME: {story.goal.text}"), *_wrapped(f"{story.goal.words} [{story.goal.word}]")]


def _chain(story: Story) -> list[str]:
    width = max(len(p.name) for p in story.chain)
    return [f"  {place.name.ljust(width)}  {place.word}" for place in story.chain]


def _gaps(story: Story) -> list[list[str]]:
    if not story.gaps:
        return []
    blocks = []
    for gap in story.gaps:
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


def _since(story: Story) -> list[str]:
    return ["SINCE THE LAST DIGEST", *_lines(story.since, 2)] if story.since else []


def _lines(lines: list[Line], indent: int) -> list[str]:
    width = max((len(line.label) for line in lines), default=0) + 1
    space, found = " " * indent, []
    for line in lines:
        label = f"{line.label}:".ljust(width)
        found += wrap(line.text, WIDTH, initial_indent=f"{space}{label} ", subsequent_indent=space + " " * (width + 1))
    return found


def _check_in(asked: Asked) -> list[str]:
    if not asked.due:
        return ["All readings are in.", asked.report_url]
    return [f"{asked.check_in_words.upper()} ({asked.due_words.rstrip('.')})", asked.check_in_url]


def _tasks(asked: Asked) -> list[str]:
    if not asked.tasks:
        return []
    lines = ["YOURS TO DO"]
    for task in asked.tasks:
        lines += [*_wrapped(task.text, 2), *_wrapped(task.words, 2), f"  {task.url}"]
    return lines


def edition_text(edition: Edition) -> str:
    """What a practice's edition tells."""
    steady = [f"{client.name} ({client.figure})" if client.figure else client.name for client in edition.steady]
    return _blocks(
        [f"{edition.practice}: {edition.period}"],
        [*_wrapped(edition.say.upper()), *_wrapped(edition.lead)],
        *_titled("WHO NEEDS YOU", [_client(n, client) for n, client in enumerate(edition.clients, 1)]),
        ["ON TRACK, NOTHING NEW", *_wrapped("; ".join(steady), 2)] if steady else [],
        *_titled("GONE QUIET", [_silent(client) for client in edition.silent]),
        [f"And {edition.more} more on the page of your clients."] if edition.more else [],
        ["SEE ALL CLIENTS", edition.clients_url],
        ["GOING WELL", *_wrapped(edition.going_well, 2)] if edition.going_well else [],
        _wrapped(edition.about),
    )


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
