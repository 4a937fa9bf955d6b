"""Writes: what the owner answered the statement coach."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from businesses.audit import record
from businesses.models import Business
from systems.models import Label


@transaction.atomic
def answer_coach(
    *, business: Business, actor: User | None, statement: str, said: str, answer: str, at: datetime
) -> Label:
    """Keep the answer about one sentence; a second one replaces it, the same one again changes nothing."""
    label, new = Label.objects.select_for_update().get_or_create(
        business=business, statement=statement, defaults={"said": said, "answer": answer, "at": at}
    )
    before = None if new else {"answer": label.answer}
    if not new and label.answer == answer:
        return label
    label.said, label.answer, label.at = said, answer, at
    label.save(update_fields=["said", "answer", "at"])
    record(
        business=business, actor=actor, what="label_set", row=label, label=statement, before=before,
        after={"answer": answer},
    )  # fmt: skip
    return label
