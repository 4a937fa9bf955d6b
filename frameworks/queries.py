"""Reads of frameworks."""

from businesses.models import Business
from frameworks.models import Adoption


def adoption_of(business: Business) -> Adoption | None:
    """What the business answered in Start, with the framework version it picked."""
    return Adoption.objects.select_related("version").filter(business=business).first()
