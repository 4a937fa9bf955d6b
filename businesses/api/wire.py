"""What goes over the wire: JSON in and out, whatever the Accept header says."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from core import strict_json

MEDIA_TYPE = "application/json"


class JsonParser(BaseParser):  # type: ignore[misc]
    """A body as strict JSON with exact numbers."""

    media_type = MEDIA_TYPE

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Raises ParseError with where and why; RequestDataTooBig above the limit."""
        try:
            return strict_json.read(parser_context["request"]._request.body)
        except strict_json.BadJson as error:
            raise ParseError(str(error)) from error


class JsonRenderer(BaseRenderer):  # type: ignore[misc]
    """Compact strict JSON in UTF-8."""

    media_type = MEDIA_TYPE
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """The body; what was rendered already is passed on."""
        return data if isinstance(data, bytes) else strict_json.write(data)


class AlwaysJson(BaseContentNegotiation):  # type: ignore[misc]
    """There is one form of everything, so nobody is refused for what they would like."""

    def select_parser(self, request: Request, parsers: list[Any]) -> Any:
        """The parser when the body says that it is JSON."""
        sent = (request.content_type or "").partition(";")[0].strip().lower()
        return parsers[0] if sent == MEDIA_TYPE else None

    def select_renderer(self, request: Request, renderers: list[Any], format_suffix: str | None = None) -> Any:
        """The renderer."""
        return renderers[0], MEDIA_TYPE
