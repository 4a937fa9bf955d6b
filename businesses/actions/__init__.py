"""Writes of tenancy: the business, its members, its invitations."""

from businesses.actions.business import change_business, create_business
from businesses.actions.invitations import accept_invitation, invite, revoke_invitation
from businesses.actions.members import change_role, leave_business, remove_member

__all__ = [
    "accept_invitation", "change_business", "change_role", "create_business", "invite", "leave_business",
    "remove_member", "revoke_invitation",
]  # fmt: skip
