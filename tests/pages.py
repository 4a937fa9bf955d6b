"""What tests ask of a page."""

import re

TOKEN = re.compile(rb'(?:data-csrf|name="csrfmiddlewaretoken" value)="[^"]*"')


def without_tokens(content: bytes) -> bytes:
    """A page without what differs each time it is rendered, so that two of them can be compared byte by byte."""
    return TOKEN.sub(b"", content)
