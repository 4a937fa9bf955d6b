"""Writes of frameworks: publishing a version, and what a business answers while it starts its map."""

from typing import Any

from django.db import transaction

from accounts.models import User
from businesses.audit import fields_of, record
from businesses.models import Business
from frameworks.library import OUTCOME_OPTIMIZATION, shipped
from frameworks.models import Adoption, Framework, FrameworkVersion
from frameworks.schema import parse

ANSWERS = ["version_id", "trade", "outcome", "desired_for", "systems"]


@transaction.atomic
def publish(*, content: dict[str, Any]) -> FrameworkVersion:
    """Put this edition into the library. Twice is once; an edition that is there is never changed."""
    checked = parse(content)
    framework, _ = Framework.objects.update_or_create(
        key=checked.key, defaults={"name": checked.name, "about": checked.about}
    )
    version, _ = FrameworkVersion.objects.get_or_create(
        framework=framework, number=checked.edition, defaults={"content": content}
    )
    return version


def built_in(key: str = OUTCOME_OPTIMIZATION) -> FrameworkVersion:
    """The newest edition that ships with the product, published when it is not in the library yet."""
    content = shipped(key)
    found = FrameworkVersion.objects.filter(framework__key=key, number=content["edition"]).first()
    return found or publish(content=content)


@transaction.atomic
def save_answers(*, business: Business, actor: User, **answers: Any) -> Adoption:
    """Keep what was answered in Start. The same answers again change nothing."""
    adoption, made = Adoption.objects.select_for_update().get_or_create(business=business)
    changed = [name for name in ANSWERS if name in answers and getattr(adoption, name) != answers[name]]
    before = fields_of(adoption, changed)
    for name in changed:
        setattr(adoption, name, answers[name])
    if changed:
        adoption.save()
        record(
            business=business,
            actor=actor,
            what="start_answer",
            row=adoption,
            label=adoption.outcome,
            before=None if made else before,
            after=fields_of(adoption, changed),
        )
    return adoption


def keep_draft(*, business: Business, draft: dict[str, str]) -> None:
    """Keep what is typed and not sent yet, so that leaving Start loses nothing. A draft has no history."""
    Adoption.objects.filter(business=business).exclude(draft=draft).update(draft=draft)
