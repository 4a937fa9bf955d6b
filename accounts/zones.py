"""Time zones as people choose them."""

from functools import cache
from zoneinfo import available_timezones

AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def known_zones() -> frozenset[str]:
    """Every name a browser may send, old spellings too."""
    return frozenset(z for z in available_timezones() if z == "UTC" or z.split("/")[0] in AREAS)


@cache
def zone_choices() -> list[tuple[str, str]]:
    """`Europe/London` → `Europe, London`; UTC first."""
    names = sorted(known_zones() - {"UTC"})
    return [("UTC", "UTC"), *((name, name.replace("/", ", ").replace("_", " ")) for name in names)]
