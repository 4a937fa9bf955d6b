"""Jump to anything: pages, systems, metrics, people and what can be done, found by words of their names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from businesses.engaged import clients_seen_by
from businesses.models import Business, Membership, PracticeMember
from businesses.roles import Can, PracticeCan
from core.numbers import show_value
from metrics.models import Metric
from systems.models import System

MOST = 12
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


def systems(business: Business) -> list[Place]:
    """Every system on the map, in its order."""
    rows = System.objects.filter(business=business, removed_at=None).order_by("kind", "position", "pk")
    return [
        Place(s.name, "System", "map", reverse("workspace:system_detail", args=[business.slug, s.pk])) for s in rows
    ]


def metrics(business: Business) -> list[Place]:
    """Every metric that is counted or paused, with its last value."""
    rows = Metric.objects.filter(business=business, element__removed_at=None, element__system__removed_at=None)
    found = []
    for m in rows.exclude(state=Metric.State.RETIRED).order_by("name", "pk"):
        last = f", {show_value(m.last_value, m.unit, business.number_format)}" if m.last_value is not None else ""
        found.append(
            Place(m.name, f"Metric{last}", "line", reverse("metrics:metric_detail", args=[business.slug, m.pk]))
        )
    return found


def people(business: Business) -> list[Place]:
    """The members, whose page is the team's."""
    address = reverse("businesses:team", args=[business.slug])
    rows = Membership.objects.filter(business=business).select_related("user").order_by("pk")
    return [Place(m.user.called, m.get_role_display(), "people", address, m.user.email) for m in rows]


def find_places(business: Business, words: str, can: Callable[[Can], bool], due: int) -> list[Place]:
    """What fits every word, best first: three queries at most, however large the business is."""
    fixed, mapped = pages(business.slug, due), systems(business)
    wanted = words.casefold().split()
    if not wanted:
        return [*fixed[:5], *mapped[:FIRST_SYSTEMS]]
    doing = [*things_to_do(business.slug, can), *everywhere()]
    return fitting([*fixed, *doing, *mapped, *metrics(business), *people(business)], wanted)


def find_in_practice(member: PracticeMember, words: str, can: Callable[[PracticeCan], bool]) -> list[Place]:
    """The clients this person may see, and the pages of their practice: three queries."""
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
    clients = sorted(clients_of(member), key=lambda place: place.name.casefold())
    wanted = words.casefold().split()
    if not wanted:
        return [*clients[:FIRST_SYSTEMS], *fixed]
    team = reverse("businesses:practice_team", args=[slug])
    rows = member.practice.members.select_related("user").order_by("pk")
    colleagues = [Place(m.user.called, m.get_role_display(), "people", team, m.user.email) for m in rows]
    return fitting([*clients, *fixed, *everywhere(), *colleagues], wanted)


def clients_of(member: PracticeMember) -> Iterator[Place]:
    """A client's home for who looks after it; for a lead who does not, the page where that is decided."""
    seen = clients_seen_by(member)
    for pk, business in seen.businesses.items():
        if any(person.user_id == member.user_id for person in seen.people[pk]):
            yield Place(
                business.name, "Client", "home", reverse("workspace:home", args=[business.slug]), business.sells
            )
        else:
            whose = [member.practice.slug, seen.engagement_ids[pk]]
            yield Place(business.name, "Client of others", "people", reverse("businesses:client_people", args=whose))


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
