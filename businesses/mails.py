"""Mail of tenancy, composed when it is sent, from what is true then."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from businesses.context import tenant
from businesses.models import Invitation, Role
from businesses.queries import refusal_of
from businesses.roles import in_words
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
        context = {
            "inviter": found.invited_by,
            "business": found.business,
            "role": Role(found.role).label.lower(),
            "may": in_words(found.role),
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
