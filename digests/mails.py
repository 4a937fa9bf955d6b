"""The mail of a digest: written when it is sent, if it is still wanted; and what became of it."""

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from businesses.context import tenant
from digests.compose import compose
from digests.models import SendLedger, Subscription
from digests.queries import facts_of, report_for
from digests.shapes import Digest, Place
from digests.tasks import welcome
from digests.text import plain_text
from digests.tokens import hash_of, new_nonce, token_for, token_with_hash
from jobs.clock import database_now
from jobs.models import OutboxMail

FONT = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;"
IN_A_ROW = 6
REASONS = {
    OutboxMail.State.FAILED: "The mail server did not take it",
    OutboxMail.State.UNKNOWN: "The connection broke while it was sent: it may have arrived",
    OutboxMail.State.CANCELLED: "Stopped before it was sent",
}


def digest(mail: OutboxMail) -> EmailMessage | None:
    """The message; None when the person has stopped them or has left meanwhile, and so nothing is sent."""
    if mail.business_id is None or mail.object_id is None:
        return None
    with tenant(mail.business_id):
        rows = SendLedger.objects.select_related("subscription__user", "subscription__business", "earlier")
        entry = rows.filter(pk=mail.object_id).first()
        if entry is None or not wanted(entry):
            return None
        subscription = entry.subscription
        report = report_for(subscription.business, entry)
        if report is None:
            return None
        stop_url = stop_address(subscription)
        # As of the moment it was decided: what was due then, of what is still open.
        facts = facts_of(subscription, subscription.business, report, entry.earlier, entry.at, stop_url)
        written = compose(facts)
        SendLedger.objects.filter(pk=entry.pk).update(subject=written.subject, totals=written.totals)
        return message(written, subscription.user.email)


def wanted(entry: SendLedger) -> bool:
    """Asked once more just before the server gets it: still in the business, still subscribed or just asked for."""
    asked_for = entry.asked and entry.asked_by_id == entry.user_id
    return welcome(entry.subscription) and (entry.subscription.kind != Subscription.Kind.OFF or asked_for)


def stop_address(subscription: Subscription) -> str:
    """The address that stops them. Where the site's secret was replaced and forgotten, from a fresh nonce."""
    token = token_with_hash(subscription.nonce, subscription.token_hash)
    if token is None:
        nonce = new_nonce()
        token = token_for(nonce)
        Subscription.objects.filter(pk=subscription.pk).update(nonce=nonce, token_hash=hash_of(token))
    return f"{settings.SITE_URL}{reverse('digests:stop', args=[token])}"


def message(written: Digest, to: str) -> EmailMultiAlternatives:
    """Both parts and the headers of a one-click stop (RFC 8058)."""
    mail = EmailMultiAlternatives(
        subject=" ".join(written.subject.split())[:150],
        body=plain_text(written),
        to=[to],
        headers={
            "List-Unsubscribe": f"<{written.stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(html(written), "text/html")
    return mail


def html(written: Digest) -> str:
    """The HTML part, every style inline; the lines that only indent the template are left out."""
    page = render_to_string("digests/mail/digest.html", {"d": written, "font": FONT, "chain": rows_of(written.chain)})
    return "\n".join(line for line in map(str.strip, page.splitlines()) if line)


def rows_of(chain: list[Place]) -> list[list[Place | None]]:
    """Six beside each other at most, in rows of one length, as even as they come."""
    rows = -(-len(chain) // IN_A_ROW) or 1
    width = -(-len(chain) // rows)
    filled: list[Place | None] = [*chain, *([None] * (rows * width - len(chain)))]
    return [filled[i * width : (i + 1) * width] for i in range(rows)] if chain else []


@transaction.atomic
def ended(mail: OutboxMail) -> None:
    """Note in the ledger how the mail ended (settings.MAIL_OUTCOMES)."""
    if mail.business_id is None or mail.object_id is None:
        return
    with tenant(mail.business_id):
        SendLedger.objects.filter(pk=mail.object_id).update(
            state=mail.state,
            reason=REASONS.get(OutboxMail.State(mail.state), ""),
            ended_at=mail.sent_at or database_now(),
        )
