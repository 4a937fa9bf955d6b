"""What tests ask of a page."""

import re

TOKEN = re.compile(rb'(?:data-csrf|name="csrfmiddlewaretoken" value)="[^"]*"')


def without_tokens(content: bytes) -> bytes:
    """A page without what differs each time it is rendered, so that two of them can be compared byte by byte."""
    return TOKEN.sub(b"", content)


def flat(page: str) -> str:
    """The page in one line, no space around tags or twice in a row: how a template is indented is not what it says."""
    one_line = re.sub(r"\s+", " ", page)
    return re.sub(r"\s*(<|/?>)\s*", r"\1", one_line)
