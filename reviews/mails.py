"""The mails about a review: one to the owners, and one to the reviewer for each round of answers. Composed when they
are sent, from what is true then."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from businesses.context import tenant
from businesses.models import Engagement, EngagementPerson, Membership, Role
from jobs.models import OutboxMail
from reviews.models import Review
from reviews.queries import answers_to, held_by

# The verdict as the list of reviews says it; the choices themselves are what the reviewer presses.
SAID = {
    Review.Verdict.COMMENTS: "comments",
    Review.Verdict.CHANGES: "asks for changes",
    Review.Verdict.APPROVE: "approved",
}


def review(mail: OutboxMail) -> EmailMessage | None:
    """To the owners; None when the reviewer has lost access in between, or nobody is left to tell."""
    if mail.business_id is None or mail.object_id is None:
        return None
    with tenant(mail.business_id):
        found = Review.objects.filter(pk=mail.object_id, state=Review.State.SENT)
        sent = found.select_related("business", "reviewer", "map_version").defer("map_version__content").first()
        if sent is None or not still_here(sent):
            return None
        owners = Membership.objects.filter(business=sent.business, role=Role.OWNER).exclude(user=sent.reviewer)
        to = sorted(owners.values_list("user__email", flat=True))
        if not to:
            return None
        context = {
            "review": sent,
            "said": SAID[Review.Verdict(sent.verdict)],
            "reviewer": sent.reviewer,
            "business": sent.business,
            "held": held_by(sent).words.lower(),
            "link": settings.SITE_URL + reverse("reviews:review_detail", args=[sent.business.slug, sent.number]),
            "site_url": settings.SITE_URL,
        }
    subject = f"{sent.reviewer.called} reviewed {sent.business.name}: {SAID[Review.Verdict(sent.verdict)]}"
    body = render_to_string("reviews/mail/review.txt", context)
    return EmailMessage(subject=" ".join(subject.split())[:150], body=body, to=to)


def answers(mail: OutboxMail) -> EmailMessage | None:
    """To the reviewer, what became of their review until now; None when they have left, or nothing is answered."""
    if mail.business_id is None or mail.object_id is None:
        return None
    with tenant(mail.business_id):
        found = Review.objects.filter(pk=mail.object_id, state=Review.State.SENT)
        sent = found.select_related("business", "reviewer").first()
        if sent is None or not still_here(sent) or not sent.reviewer.is_active:
            return None
        told = answers_to(sent)
        if not told.words:
            return None
        context = {
            "review": sent,
            "business": sent.business,
            "told": told,
            "link": settings.SITE_URL + reverse("reviews:review_detail", args=[sent.business.slug, sent.number]),
            "site_url": settings.SITE_URL,
        }
    subject = f"{sent.business.name} answered your review {sent.number}: {told.words}"
    body = render_to_string("reviews/mail/answers.txt", context)
    return EmailMessage(subject=" ".join(subject.split())[:150], body=body, to=[sent.reviewer.email])


def still_here(sent: Review) -> bool:
    """Whether the reviewer may still enter the business."""
    who = {"business": sent.business, "user": sent.reviewer}
    if Membership.objects.filter(**who).exists():
        return True
    return EngagementPerson.objects.filter(**who, engagement__state=Engagement.State.ACTIVE).exists()
