"""Mail of tenancy, composed when it is sent, from what is true then. None when there is nothing to offer any more."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.zones import by_clock_of
from businesses.context import see_invitation, see_practice, tenant
from businesses.models import ClientInvitation, Invitation, Offer, PracticeInvitation
from businesses.offers import AnyOffer, clock_of, offers, refusal_of
from businesses.roles import consultant, in_words, practice_in_words, role_name
from businesses.tokens import token_with_hash
from jobs.models import OutboxMail


def invitation(mail: OutboxMail) -> EmailMessage | None:
    """The mail with the link to join a business, in its team or as its consultant."""
    if mail.business_id is None or mail.object_id is None:
        return None
    with tenant(mail.business_id):
        found = offers(Invitation).filter(pk=mail.object_id).first()
        if found is None:
            return None
        role = found.role or consultant(found.level)
        context = {"business": found.business, "role": role_name(role).lower(), "may": in_words(role)}
        subject = f"{found.invited_by.called} invites you to {found.business.name}"
        return _compose(found, "businesses:invitation", "businesses/mail/invitation.txt", subject, context)


@transaction.atomic
def client_invitation(mail: OutboxMail) -> EmailMessage | None:
    """A practice's offer to a client."""
    found = _of_practice(ClientInvitation, mail)
    if found is None:
        return None
    context = {"practice": found.practice, "may": in_words(consultant(found.level))}
    subject = f"{found.invited_by.called} offers to review your business"
    return _compose(found, "businesses:client_invitation", "businesses/mail/client_invitation.txt", subject, context)


@transaction.atomic
def practice_invitation(mail: OutboxMail) -> EmailMessage | None:
    """The mail with the link to join a practice."""
    found = _of_practice(PracticeInvitation, mail)
    if found is None:
        return None
    context = {
        "practice": found.practice,
        "role": found.get_role_display().lower(),
        "may": practice_in_words(found.role),
    }
    subject = f"{found.invited_by.called} invites you to {found.practice.name}"
    return _compose(
        found, "businesses:practice_invitation", "businesses/mail/practice_invitation.txt", subject, context
    )


def _of_practice(model: type[AnyOffer], mail: OutboxMail) -> AnyOffer | None:
    """The offer a mail is about; afterwards its practice may be read."""
    if mail.object_id is None:
        return None
    see_invitation(str(mail.object_id))
    practice = model._default_manager.filter(pk=mail.object_id).values_list("practice_id", flat=True).first()
    see_invitation("")
    if practice is None:
        return None
    see_practice(practice)
    return offers(model).get(pk=mail.object_id)


def _compose(found: Offer, view: str, template: str, subject: str, context: dict[str, Any]) -> EmailMessage | None:
    token = token_with_hash(found.nonce, found.token_hash)
    if token is None or refusal_of(found, timezone.now()):
        return None
    context |= {
        "inviter": found.invited_by,
        "link": settings.SITE_URL + reverse(view, args=[token]),
        "email": found.email,
        "expires": found.expires_at,
        "site_url": settings.SITE_URL,
    }
    with by_clock_of(clock_of(found)):
        body = render_to_string(template, context)
    return EmailMessage(subject=" ".join(subject.split())[:150], body=body, to=[found.email])
