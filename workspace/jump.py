"""Jump to anything: pages, systems, metrics, people and what can be done, found by words of their names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import called
from businesses.models import Business, PracticeMember, PracticeRole, Role
from businesses.roles import Can, PracticeCan, practice_may
from core.addresses import by_last
from core.flat import Statement, amount, rows
from metrics.queries import DUE_COUNT, due_values
from metrics.words import in_words

MOST = 12
DUE, SYSTEM, METRIC, MEMBER = range(4)  # as the statements say
# How many readings are due, and every system on the map, in its order.
ON_THE_MAP = f"""
SELECT 0 AS part, '' AS first, 0 AS second, counted.due AS id, '' AS name, '' AS more, '' AS role,
    CAST(NULL AS numeric) AS value FROM ({DUE_COUNT.text}) counted
UNION ALL
SELECT 1, s.kind, s.position, s.id, s.name, '', '', NULL FROM systems_system s
WHERE s.business_id = %s AND s.removed_at IS NULL
"""  # noqa: S608 - put together of constants
# Every metric that is counted or paused, with its last value; and the members, whose page is the team's.
AND_ELSE = """
UNION ALL
SELECT 2, m.name, 0, m.id, m.name, m.unit, '', m.last_value FROM metrics_metric m
JOIN systems_element e ON e.id = m.element_id JOIN systems_system s ON s.id = e.system_id
WHERE m.business_id = %s AND m.state <> 'retired' AND e.removed_at IS NULL AND s.removed_at IS NULL
UNION ALL
SELECT 3, '', 0, b.id, u.name, u.email, b.role, NULL FROM businesses_membership b
JOIN accounts_user u ON u.id = b.user_id WHERE b.business_id = %s
"""
IN_ORDER = "SELECT part, id, name, more, role, value FROM ({}) found ORDER BY part, first, second, id"
TYPES = f"{DUE_COUNT.types}, bigint"
WITHOUT_WORDS = Statement(IN_ORDER.format(ON_THE_MAP), TYPES)
WITH_WORDS = Statement(IN_ORDER.format(ON_THE_MAP + AND_ELSE), f"{TYPES}, bigint, bigint")
# The clients of a practice, each with whether this person looks after it; and who else is in the practice.
CLIENT, COLLEAGUE = range(2)  # as the statement says
OF_A_PRACTICE = Statement(
    """
SELECT 0 AS part, g.id AS id, b.name AS name, b.slug AS slug, b.sells AS more,
    EXISTS (SELECT 1 FROM businesses_engagementperson p WHERE p.engagement_id = g.id AND p.user_id = %s) AS mine
FROM businesses_engagement g JOIN businesses_business b ON b.id = g.business_id
WHERE g.practice_id = %s AND g.state = 'active'
UNION ALL
SELECT 1, m.id, u.name, m.role, u.email, FALSE
FROM businesses_practicemember m JOIN accounts_user u ON u.id = m.user_id WHERE m.practice_id = %s
ORDER BY 1, 2
""",
    "bigint, bigint, bigint",
)
# Without a word typed: the pages, then as many systems, or clients.
FIRST_SYSTEMS = 6


@dataclass(frozen=True)
class Place:
    """Somewhere to go."""

    name: str
    kind: str  # the words at its right
    icon: str
    address: str
    more: str = ""  # what else it is found by


def pages(slug: str, due: int) -> list[Place]:
    """The pages everybody in the business may open, in the order they are needed."""

    def page(name: str, kind: str, icon: str, view: str, more: str = "", query: str = "") -> Place:
        return Place(name, kind, icon, reverse(view, args=[slug]) + query, more)

    return [
        page("Do the check-in", f"{due} due" if due else "Page", "tick", "metrics:check_in", "readings numbers record"),
        page("Home", "G then H", "home", "workspace:home", "verdict to-do"),
        page("Open the map", "G then M", "map", "workspace:map", "systems chain river"),
        page("Read the alignment report", "G then A", "report", "workspace:alignment", "findings scores verdict"),
        page("Actions", "Page", "flag", "reports:action_list", "who does what plan"),
        page("Reviews", "G then R", "comment", "reviews:review_list", "consultant comments"),
        page("The map as a list", "Page", "list", "workspace:map", "table", "?view=list"),
        page("Team and roles", "Page", "people", "businesses:team", "members invite consultants"),
        page("What changed, and who", "Page", "clock", "businesses:log", "history log"),
    ]


def things_to_do(slug: str, can: Callable[[Can], bool]) -> Iterator[Place]:
    """What this person may do that has a page of its own, and pages outside the business."""
    if can(Can.EDIT_MAP):
        yield Place("Add a system", "Action", "plus", reverse("systems:system_add", args=[slug]), "new")
    if can(Can.RECORD):
        numbers = reverse("metrics:first_numbers", args=[slug])
        yield Place("Numbers of the first weeks", "Page", "line", numbers, "grid readings past")
    if can(Can.MANAGE):
        settings = reverse("businesses:settings", args=[slug])
        yield Place("Business settings", "Page", "gear", settings, "currency time zone week name")
        tokens = reverse("businesses:token_list", args=[slug])
        yield Place("Tokens for other tools", "Page", "key", tokens, "api spreadsheet script automation")
        yield Place("Invite somebody", "Action", "plus", reverse("businesses:team", args=[slug]), "member person team")


def everywhere() -> Iterator[Place]:
    """Pages of no business."""
    yield Place("Digests", "Page", "mail", reverse("digests:preferences"), "email weekly when")
    yield Place("Your account", "Page", "gear", reverse("accounts:profile"), "theme dark light password email name")
    yield Place("How you sign in", "Page", "key", reverse("mfa_index"), "passkey password second step security")
    yield Place("All businesses", "Page", "home", reverse("workspace:business_list"), "switch change")
    yield Place("Help", "Page", "book", reverse("workspace:help"), "how idea five minutes")
    yield Place("Keyboard shortcuts", "?", "list", reverse("workspace:help_keys"), "keys letters help")


def find_places(business: Business, words: str, can: Callable[[Can], bool], today: date) -> tuple[list[Place], int]:
    """What fits every word, best first, and how many readings are due. One query, however large the business is."""
    wanted = words.casefold().split()
    due, systems, others = 0, list[Place](), list[Place]()
    team = reverse("businesses:team", args=[business.slug])
    to_system = by_last("workspace:system_detail", business.slug)
    to_metric = by_last("metrics:metric_detail", business.slug)
    asked = [*due_values(business, today), *([business.pk] * (3 if wanted else 1))]
    for part, pk, name, more, role, value in rows(WITH_WORDS if wanted else WITHOUT_WORDS, *asked):
        if part == DUE:
            due = int(pk)
        elif part == SYSTEM:
            systems.append(Place(name, "System", "map", to_system(pk)))
        elif part == METRIC:
            last = in_words(amount(value), more, business.number_format)
            others.append(Place(name, "Metric" if value is None else f"Metric, {last}", "line", to_metric(pk)))
        else:
            others.append(Place(called(name, more), str(Role(role).label), "people", team, more))
    fixed = pages(business.slug, due)
    if not wanted:
        return [*fixed[:5], *systems[:FIRST_SYSTEMS]], due
    doing = [*things_to_do(business.slug, can), *everywhere()]
    return fitting([*fixed, *doing, *systems, *others], wanted), due


def find_in_practice(member: PracticeMember, words: str, can: Callable[[PracticeCan], bool]) -> list[Place]:
    """The clients this person may see, and the pages of their practice. One query."""
    slug = member.practice.slug

    def page(name: str, icon: str, view: str, more: str = "", kind: str = "Page") -> Place:
        return Place(name, kind, icon, reverse(view, args=[slug]), more)

    fixed = [
        page("Your clients", "report", "portfolio:clients", "who needs me", "G then P"),
        page("Team", "people", "businesses:practice_team", "colleagues lead consultant who looks after whom"),
        page("Invite a client", "plus", "businesses:client_invite", "new business owner", "Action"),
    ]
    if can(PracticeCan.RUN):
        fixed.append(page("Practice settings", "gear", "businesses:practice_settings", "name"))
    clients, colleagues = list[Place](), list[Place]()
    team = reverse("businesses:practice_team", args=[slug])
    for part, pk, name, said, more, mine in rows(OF_A_PRACTICE, member.user_id, member.practice_id, member.practice_id):
        if part == COLLEAGUE:
            role = str(PracticeRole(said).label)
            colleagues.append(Place(called(name, more), role, "people", team, more))
        elif mine:
            clients.append(Place(name, "Client", "home", reverse("workspace:home", args=[said]), more))
        elif practice_may(member.role, PracticeCan.SEE_ALL):  # who looks after it is decided there
            address = reverse("businesses:client_people", args=[slug, pk])
            clients.append(Place(name, "Client of others", "people", address))
    clients.sort(key=lambda place: place.name.casefold())
    wanted = words.casefold().split()
    if not wanted:
        return [*clients[:FIRST_SYSTEMS], *fixed]
    return fitting([*clients, *fixed, *everywhere(), *colleagues], wanted)


def fitting(everything: list[Place], wanted: list[str]) -> list[Place]:
    """Those that fit every word, best first."""
    scored = [(fit(place, wanted), n, place) for n, place in enumerate(everything)]
    return [place for points, _, place in sorted((s for s in scored if s[0]), key=lambda s: (-s[0], s[1]))][:MOST]


def fit(place: Place, wanted: list[str]) -> int:
    """0 when a word is nowhere in it; more the nearer the words are to the beginning of its name."""
    name = place.name.casefold()
    rest = f"{place.kind} {place.more}".casefold()
    points = 3 if name.startswith(" ".join(wanted)) else 0
    for word in wanted:
        if any(part.startswith(word) for part in name.split()):
            points += 4
        elif word in name:
            points += 2
        elif any(part.startswith(word) for part in rest.split()):
            points += 1
        else:
            return 0
    return points
