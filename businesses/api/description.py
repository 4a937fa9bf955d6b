"""The description of the API (OpenAPI 3.1): what every operation shares, and the document itself."""

from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from core import strict_json


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a token is sent."""

    target_class = "businesses.api.caller.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """`Authorization: Bearer out_…`."""
        return {"type": "http", "scheme": "bearer", "description": "A token of one business, made under its settings."}


class FieldErrorOut(serializers.Serializer):  # type: ignore[misc]
    """What is wrong with a parameter."""

    field = serializers.CharField()
    message = serializers.CharField()


class ProblemOut(serializers.Serializer):  # type: ignore[misc]
    """Why a call was refused: `code` for programs, `message` for people."""

    code = serializers.CharField()
    message = serializers.CharField()
    errors = FieldErrorOut(many=True, required=False)


WHY = {
    400: "A parameter or the body cannot be read.",
    401: "No token, or none that works.",
    403: "The token, or whoever made it, may not do this.",
    404: "Nothing of this business has that id.",
    405: "Another method is wanted.",
    410: "The call with this Idempotency-Key was carried out; its answer is not kept any more.",
    413: "The body is larger than 2.5 MB.",
    415: "The body is not declared as JSON.",
    422: "The Idempotency-Key came with another call.",
    429: "Too many calls in this minute; Retry-After says how many seconds to wait.",
}


def refusals(*statuses: int) -> dict[int, OpenApiResponse]:
    """What an operation may answer instead, besides what every one may."""
    return {status: OpenApiResponse(ProblemOut, WHY[status]) for status in sorted({400, 401, 403, 405, 429, *statuses})}


@cache
def document() -> bytes:
    """The description as JSON. It does not change while this code runs."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    return strict_json.write(generator.get_schema(request=None, public=True))  # type: ignore[no-untyped-call]
