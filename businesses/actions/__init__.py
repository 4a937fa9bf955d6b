"""Writes of tenancy: the business, its members, its invitations."""

from businesses.actions.business import change_business, create_business
from businesses.actions.invitations import accept_invitation, invite, revoke_invitation
from businesses.actions.members import change_role, leave_business, remove_member
from businesses.actions.practices import (
    accept_client,
    accept_engagement,
    begin_engagement,
    create_practice,
    end_engagement,
    invite_client,
    revoke_client_invitation,
)

__all__ = [
    "accept_client", "accept_engagement", "accept_invitation", "begin_engagement", "change_business", "change_role",
    "create_business", "create_practice", "end_engagement", "invite", "invite_client", "leave_business",
    "remove_member", "revoke_client_invitation", "revoke_invitation",
]  # fmt: skip
