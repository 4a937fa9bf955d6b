"""The edition of a practice from what its clients show: values in, words out. Who needs a call, and why.

Pure: no query and no clock. The order and the reasons are those of the Clients page, but who went silent comes last.
"""

from collections.abc import Sequence

from core.templatetags.ui import HEALTH_WORDS
from digests.clients import EditionFacts
from digests.compose import SAMPLE, address
from digests.shapes import ClientLine, Edition, Line, SilentLine
from digests.since import shortened
from digests.words import day_in_words
from portfolio.shapes import Client
from portfolio.words import NEEDS, counted

ROOM = 12  # clients that are told of at length
ROOM_STEADY = 30  # clients that are named
MOST_LINES = 3  # changes told of one client
QUIET = NEEDS["quiet"]
LEVELS = {NEEDS["off"]: "off", NEEDS["slip"]: "slip", NEEDS["none"]: "none", NEEDS["on"]: "on"}


def compose_edition(facts: EditionFacts) -> Edition:
    """The edition of these facts."""
    heard = [client for client in facts.clients if client.rank != QUIET]
    silent = sorted((c for c in facts.clients if c.rank == QUIET), key=lambda c: (-c.silent_days, c.business.name))
    lines = [client_line(facts, client) for client in heard]
    told = [line for line in lines if line.level != "on" or line.since or line.waits]
    steady = [line for line in lines if line not in told]
    call = [*(c for c in heard if c.rank < QUIET), *silent]
    changed = sum(map(len, facts.changed.values()))
    waiting = sum(len(waits_of(facts, client)) for client in facts.clients)
    left_out = max(0, len(told) - ROOM) + max(0, len(steady) - ROOM_STEADY) + max(0, len(silent) - ROOM)
    return Edition(
        subject=subject_of(call),
        preheader=f"{call[0].business.name}: {lower(call[0].why)}." if call else "All clients were heard of.",
        practice=facts.practice.name,
        period=day_in_words(facts.today),
        say=say_of(call),
        lead=lead_of(call, silent, waiting),
        clients=told[:ROOM],
        steady=steady[:ROOM_STEADY],
        silent=[silent_line(facts, client) for client in silent[:ROOM]],
        more=left_out,
        changes=changed,
        waiting=waiting,
        newly_silent=facts.newly_silent,
        going_well=facts.going_well,
        why=facts.why,
        clients_url=address("portfolio:clients", facts.practice.slug),
        change_url=address("digests:preferences"),
        stop_url=facts.stop_url,
        about=about_of(facts.clients),
        totals={"clients": len(facts.clients), "call": len(call), "changes": changed, "waiting": waiting},
    )


def subject_of(call: Sequence[Client]) -> str:
    """`3 clients need a call, Marlow Ads School first`."""
    if not call:
        return "No client needs a call"
    name = call[0].business.name
    return f"1 client needs a call: {name}" if len(call) == 1 else f"{len(call)} clients need a call, {name} first"


def say_of(call: Sequence[Client]) -> str:
    """The headline."""
    if not call:
        return "No client needs a call."
    return f"{counted(len(call))} client{' needs' if len(call) == 1 else 's need'} a call."


def lead_of(call: Sequence[Client], silent: Sequence[Client], waiting: int) -> str:
    """Who comes first and why, how many went silent, how much waits."""
    said = [f"{call[0].business.name} first: {lower(call[0].why)}."] if call and call[0].rank != QUIET else []
    if silent:
        said.append(
            f"{counted(len(silent))} went quiet." if said else f"{counted(len(silent))} went quiet, nothing else."
        )
    if waiting:
        said.append(f"{counted(waiting)} thing{' waits' if waiting == 1 else 's wait'} for you.")
    return " ".join(said) or "All are on track, or too early to tell."


def client_line(facts: EditionFacts, client: Client) -> ClientLine:
    """One client that was heard of."""
    level = LEVELS[client.rank]
    return ClientLine(
        name=client.business.name,
        url=address("workspace:alignment" if client.report_id else "workspace:home", client.business.slug),
        level=level,
        word=HEALTH_WORDS[level],
        why=client.why,
        goal=client.goal,
        figure=client.goal_said,
        gap=client.health.said or "Nothing counted yet",
        age=client.age,
        since=changes_of(facts, client),
        waits=waits_of(facts, client),
        waits_url=address("reviews:review_list", client.business.slug),
        is_sample=client.business.is_sample,
    )


def silent_line(facts: EditionFacts, client: Client) -> SilentLine:
    """One client that was not."""
    days = client.silent_days
    return SilentLine(
        name=client.business.name,
        url=address("workspace:home", client.business.slug),
        days=days,
        words=f"No readings for {days} days. {client.seen}." if client.seen else f"No readings for {days} days.",
        since=changes_of(facts, client),
        waits=waits_of(facts, client),
        waits_url=address("reviews:review_list", client.business.slug),
    )


def changes_of(facts: EditionFacts, client: Client) -> list[Line]:
    """The most telling changes of one client."""
    return shortened(facts.changed.get(client.business.pk, []))[:MOST_LINES]


def waits_of(facts: EditionFacts, client: Client) -> list[str]:
    """What waits for this person there: answers, a review they began, a map that changed since it was reviewed."""
    answers = facts.answers.get(client.business.pk, 0)
    said = [f"{answers} answer{'' if answers == 1 else 's'} to you"] if answers else []
    if client.draft is not None:
        said.append(f"your review {client.draft.number} is not sent")
    elif client.review is not None and client.changed:
        said.append("the map changed since the last review")
    return said


def about_of(clients: Sequence[Client]) -> str:
    """Which of them are made up."""
    samples = [client.business.name for client in clients if client.business.is_sample]
    if not samples:
        return ""
    if len(samples) == len(clients):
        return "These are sample businesses. Every person and number in them is made up."
    return SAMPLE.replace("This", samples[0]) if len(samples) == 1 else f"Made up, as samples: {', '.join(samples)}."


def lower(words: str) -> str:
    """`off track: Delivery`."""
    return words[:1].lower() + words[1:]
