"""Writes of tenancy: the business, its members, its invitations, practices and whom they work for."""

from businesses.actions.answers import body_of_answer, forget_answers, keep_answer
from businesses.actions.business import address_of, change_address, change_business, create_business
from businesses.actions.engagements import (
    accept_client,
    accept_client_with_new_business,
    accept_engagement,
    assign,
    begin_engagement,
    end_engagement,
    unassign,
)
from businesses.actions.invitations import accept_invitation, invite, revoke_invitation
from businesses.actions.members import change_role, leave_business, remove_member
from businesses.actions.practice_people import (
    change_practice_role,
    invite_colleagues,
    join_practice,
    leave_practice,
    remove_colleague,
    revoke_practice_invitation,
)
from businesses.actions.practices import create_practice, invite_client, rename_practice, revoke_client_invitation
from businesses.actions.tokens import add_token, note_use, revoke_token, revoke_tokens_of

__all__ = [
    "accept_client", "accept_client_with_new_business", "accept_engagement", "accept_invitation", "add_token",
    "address_of", "assign", "begin_engagement", "body_of_answer", "change_address", "change_business",
    "change_practice_role", "change_role", "create_business", "create_practice", "end_engagement", "forget_answers",
    "invite", "invite_client", "invite_colleagues", "join_practice", "keep_answer", "leave_business", "leave_practice",
    "note_use", "remove_colleague", "remove_member", "rename_practice", "revoke_client_invitation",
    "revoke_invitation", "revoke_practice_invitation", "revoke_token", "revoke_tokens_of", "unassign",
]  # fmt: skip
