"""What is kept of calls with an idempotency key, and for how long."""

import zlib
from datetime import datetime, timedelta

from businesses.models import ApiAnswer, ApiToken

# How long it is known that a call was carried out, and how many bodies of a token, of what size, are kept with that:
# 64 MB at the very most. A thousand readings pack into a third of LONGEST.
KEPT_FOR = timedelta(hours=24)
MOST_BODIES = 1_000
LONGEST = 65_536


def keep_answer(*, token: ApiToken, key_hash: str, request_hash: str, body: bytes, at: datetime) -> None:
    """Keep that this call was carried out, and its answer; of older answers as many bodies as there is room for."""
    packed = zlib.compress(body)
    ApiAnswer.objects.create(
        business_id=token.business_id, token=token, key_hash=key_hash, request_hash=request_hash,
        packed=packed if len(packed) <= LONGEST else None, created_at=at,
    )  # fmt: skip
    mine = ApiAnswer.objects.filter(token=token, packed__isnull=False)
    too_old = mine.order_by("-pk").values("pk")[MOST_BODIES : MOST_BODIES + 1]
    mine.filter(pk__lte=too_old).update(packed=None)


def body_of_answer(answer: ApiAnswer) -> bytes | None:
    """What was answered; None where only that it was is kept."""
    return None if answer.packed is None else zlib.decompress(answer.packed)


def forget_answers(business_id: int, now: datetime) -> int:
    """Answers of this business that were kept long enough go. How many."""
    gone, _ = ApiAnswer.objects.filter(business_id=business_id, created_at__lte=now - KEPT_FOR).delete()
    return gone
