"""What the tests of Start type, and the way to each of its steps."""

from typing import Any

from django.test import Client

from accounts.models import User
from businesses.models import Business, Membership
from tests.factories import see, see_user


def words(answer: Any) -> str:
    """The page with its line breaks as spaces, as a browser shows them."""
    return " ".join(answer.content.decode().split())


ABOUT = {
    "name": "Hill Heating",
    "sells": "Boiler repairs",
    "time_zone": "Europe/London",
    "outcome": "Homes are warm again the same day.",
    "desired_for": "time",
}


CHAIN = ("traffic", "leads", "conversion", "delivery")


SYSTEMS = {
    "trade": "trade",
    "cadence": "weekly",
    **{f"use_{key}": "on" for key in CHAIN},
    "label_conversion": "Quotes",
}


def part(system: str, kind: str, text: str, metric: str, plan: str = "", **more: str) -> dict[str, str]:
    fields = {"text": text, "metric": metric, "plan": plan, **more}
    return {f"{system}-{kind}-{name}": value for name, value in fields.items()}


CHANGES = {
    **part("traffic", "output", "Calls from our area", "Calls", "80", unit="calls", slot="calls-and-messages"),
    **part("traffic", "outcome", "30 homeowners nearby ask us first each week.", "Homeowners who ask", "30"),
    **part("leads", "output", "Jobs we can quote", "Jobs to quote", unit="jobs"),
    **part("leads", "outcome", "At least 60% have a budget and a date each week.", "With a budget", "60", unit="%"),
    **part("conversion", "output", "Quotes sent", "Quotes", "12", unit="quotes"),
    **part("conversion", "outcome", "At least 50% say yes at full price each week.", "", "50", unit="%"),
    **part("delivery", "output", "Jobs finished", "Jobs finished", "10", unit="jobs", cadence="monthly"),
    **part("delivery", "outcome", "No more than 5% of jobs need a second visit each week.", "Second visits", "5",
           unit="%", direction="lower", combine="mean"),
}  # fmt: skip


def only_business(owner: User) -> Business:
    see_user(owner.pk)
    business = Membership.objects.select_related("business").get(user=owner).business
    see(business)
    return business


def begun(client: Client, owner: User, step: int = 2) -> Business:
    """A business that has come to this step."""
    client.post("/start/", ABOUT)
    business = only_business(owner)
    if step > 2:
        client.post(f"/start/{business.slug}/2/", SYSTEMS)
        see(business)
        business.refresh_from_db()
    return business
