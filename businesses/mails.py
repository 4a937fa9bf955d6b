"""Mail of tenancy, composed when it is sent, from what is true then."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from businesses.context import see_invitation, see_practice, tenant
from businesses.models import ClientInvitation, Invitation, Practice
from businesses.practices import client_refusal_of
from businesses.queries import refusal_of
from businesses.roles import consultant, in_words, role_name
from businesses.tokens import token_with_hash
from jobs.models import OutboxMail


def invitation(mail: OutboxMail) -> EmailMessage | None:
    """The mail with the link to join; None when there is nothing to offer any more, and so nothing to send."""
    if mail.business_id is None or mail.object_id is None:
        return None
    with tenant(mail.business_id):
        found = Invitation.objects.filter(pk=mail.object_id).select_related("business", "invited_by").first()
        if found is None or refusal_of(found, timezone.now()):
            return None
        token = token_with_hash(found.nonce, found.token_hash)
        if token is None:
            return None
        role = found.role or consultant(found.level)
        context = {
            "inviter": found.invited_by,
            "business": found.business,
            "role": role_name(role).lower(),
            "may": in_words(role),
            "link": settings.SITE_URL + reverse("businesses:invitation", args=[token]),
            "email": found.email,
            "expires": found.expires_at,
            "site_url": settings.SITE_URL,
        }
    subject = render_to_string("businesses/mail/invitation_subject.txt", context)
    return EmailMessage(
        subject=" ".join(subject.split())[:150],
        body=render_to_string("businesses/mail/invitation.txt", context),
        to=[found.email],
    )


@transaction.atomic
def client_invitation(mail: OutboxMail) -> EmailMessage | None:
    """A practice's offer to a client; None when it is over."""
    if mail.object_id is None:
        return None
    see_invitation(str(mail.object_id))
    found = ClientInvitation.objects.filter(pk=mail.object_id).select_related("invited_by").first()
    see_invitation("")
    if found is None:
        return None
    see_practice(found.practice_id)
    token = token_with_hash(found.nonce, found.token_hash)
    if token is None or client_refusal_of(found, timezone.now()):
        return None
    context = {
        "inviter": found.invited_by,
        "practice": Practice.objects.get(pk=found.practice_id),
        "may": in_words(consultant(found.level)),
        "link": settings.SITE_URL + reverse("businesses:client_invitation", args=[token]),
        "email": found.email,
        "expires": found.expires_at,
        "site_url": settings.SITE_URL,
    }
    return EmailMessage(
        subject=f"{found.invited_by.called} offers to review your business"[:150],
        body=render_to_string("businesses/mail/client_invitation.txt", context),
        to=[found.email],
    )
