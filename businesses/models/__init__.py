"""Tenancy: businesses and who belongs to them, practices and whom they work for, keys for other tools."""

from businesses.models.api import ApiAnswer, ApiToken
from businesses.models.business import AuditRow, Business, Invitation, Membership, Offer, TenantModel
from businesses.models.choices import WEEKDAYS, Level, PracticeRole, Role, Side
from businesses.models.practice import (
    ClientInvitation,
    Engagement,
    EngagementPerson,
    Practice,
    PracticeInvitation,
    PracticeMember,
)

__all__ = [
    "WEEKDAYS", "ApiAnswer", "ApiToken", "AuditRow", "Business", "ClientInvitation", "Engagement", "EngagementPerson",
    "Invitation", "Level", "Membership", "Offer", "Practice", "PracticeInvitation", "PracticeMember", "PracticeRole",
    "Role", "Side", "TenantModel",
]  # fmt: skip
