"""Who calls: a token → its business and its maker → what both allow. No session, no cookie, no slug.

Rights are asked for at every call: a token does what its scope says, and of that only what its maker may still do.
Unknown, revoked and expired tokens, and those of people who left, look alike: the same 401, after one round trip.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import User
from businesses.context import FRESH
from businesses.models import ApiToken, Business, Engagement, EngagementPerson, Membership
from businesses.roles import Can, consultant, may, scope_allows
from businesses.tokens import API_TOKEN, hash_of

WHO = "Send a token that works in the Authorization header, as: Bearer out_…"

# The maker's own memberships elsewhere are not to be seen.
NOBODY = ""
LIVE = "t.token_hash = %s AND t.revoked_at IS NULL AND t.expires_at > %s"


def _of(model: type[Model], alias: str) -> tuple[type[Model], list[str], list[str]]:
    """A model, the names of its fields, and its columns in the statement."""
    fields = model._meta.concrete_fields
    return model, [f.attname for f in fields], [f"{alias}.{f.column}" for f in fields]


# What a row of ENTER holds after the two roles.
ROWS = (_of(ApiToken, "t"), _of(Business, "b"), _of(User, "u"))
# Only our own column names are put into the text.
ENTER = (
    f"{FRESH} SELECT set_config('app.token', %s, true);"  # noqa: S608
    " SELECT set_config('app.businesses', '{' || t.business_id || '}', true)"
    f" FROM businesses_apitoken t WHERE {LIVE};"
    f" SELECT set_config('app.token', '', true), m.role, e.level, {', '.join(c for *_, cs in ROWS for c in cs)}"
    " FROM businesses_apitoken t"
    " JOIN businesses_business b ON b.id = t.business_id"
    " JOIN accounts_user u ON u.id = t.made_by_id AND u.is_active"
    " LEFT JOIN businesses_membership m ON m.business_id = t.business_id AND m.user_id = t.made_by_id"
    " LEFT JOIN LATERAL ("
    "  SELECT e.level FROM businesses_engagementperson p JOIN businesses_engagement e ON e.id = p.engagement_id"
    "  WHERE p.business_id = t.business_id AND p.user_id = t.made_by_id AND e.state = 'active'"
    "  ORDER BY e.level LIMIT 1"
    " ) e ON true"
    f" WHERE {LIVE} AND (m.id IS NOT NULL OR e.level IS NOT NULL)"
)


@dataclass(frozen=True)
class Caller:
    """A token that was let in: its business, its maker, and the role the maker has there now."""

    token: ApiToken
    business: Business
    user: User
    role: str

    def can(self, capability: Can) -> bool:
        """Whether both the token and its maker may do it."""
        return scope_allows(self.token.scope, capability) and may(self.role, capability)


def enter_by_token(text: str) -> Caller | None:
    """Who calls, if the token works and its maker still belongs to the business. One round trip.

    On PostgreSQL the same round trip names the business to row-level security (businesses/context.py).
    """
    token_hash = hash_of(text)
    if connection.vendor != "postgresql":
        return _enter_plainly(token_hash)
    values: list[Any] = [token_hash, timezone.now()]
    with connection.cursor() as cursor:
        cursor.execute(ENTER, [NOBODY, token_hash, *values, *values])
        cursor.nextset()
        cursor.nextset()
        cursor.nextset()
        row = cursor.fetchone()
    if row is None:
        return None
    _, role, level, *rest = row
    found: dict[type[Model], Any] = {}
    for model, names, _ in ROWS:
        found[model] = model.from_db("default", names, rest[: len(names)])
        rest = rest[len(names) :]
    return _caller(found[ApiToken], found[Business], found[User], role or consultant(level))


def _enter_plainly(token_hash: str) -> Caller | None:
    live = ApiToken.objects.filter(revoked_at=None, expires_at__gt=timezone.now(), made_by__is_active=True)
    token = live.select_related("business", "made_by").filter(token_hash=token_hash).first()
    if token is None:
        return None
    here = {"business_id": token.business_id, "user_id": token.made_by_id}
    role = Membership.objects.filter(**here).values_list("role", flat=True).first()
    if role is None:
        people = EngagementPerson.objects.filter(**here, engagement__state=Engagement.State.ACTIVE)
        level = people.order_by("engagement__level").values_list("engagement__level", flat=True).first()
        role = level and consultant(level)
    return _caller(token, token.business, token.made_by, role) if role else None


def _caller(token: ApiToken, business: Business, user: User, role: str) -> Caller:
    token.business, token.made_by = business, user
    return Caller(token, business, user, role)


class TokenAuthentication(BaseAuthentication):  # type: ignore[misc]
    """`Authorization: Bearer out_…`, and nothing else."""

    def authenticate(self, request: Request) -> tuple[User, Caller]:
        """The maker and the caller. Raises AuthenticationFailed, the same whatever is wrong."""
        scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        known = scheme.lower() == "bearer" and API_TOKEN.fullmatch(text)
        caller = enter_by_token(text) if known else None
        if caller is None:
            raise AuthenticationFailed(WHO)
        request._request.business = caller.business  # for the log
        return caller.user, caller

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Bearer"
