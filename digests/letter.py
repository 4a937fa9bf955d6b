"""A digest as a mail: both parts, and the headers of a one-click stop (RFC 8058)."""

from html import escape
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from digests.shapes import Digest, Edition, Place, Story
from digests.text import edition_text, plain_text

FONT = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;"
IN_A_ROW = 6
# SMTP allows lines of 998 bytes; a part with a longer one would have to be written another way.
LONGEST_LINE = 700


class Letter(EmailMultiAlternatives):
    """The mail, which knows what its digest counted."""

    totals: dict[str, int]


class Press:
    """Writes letters. What a digest says to everybody of a business is put into HTML once."""

    def __init__(self) -> None:
        self.parts: dict[int, tuple[Story, list[str]]] = {}

    def letter(self, written: Digest | Edition, to: str) -> Letter:
        """The whole mail."""
        if isinstance(written, Edition):
            text, page = edition_text(written), edition_html(written)
        else:
            text, page = plain_text(written), self.html(written)
        headers = {
            "List-Unsubscribe": f"<{written.stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        }
        mail = Letter(subject=" ".join(written.subject.split())[:150], body=text, to=[to], headers=headers)
        mail.totals = written.totals
        mail.attach_alternative(page, "text/html")
        return mail

    def html(self, written: Digest) -> str:
        """The HTML part of a digest of a business."""
        head, story, well = self.shared(written.story)
        foot = part("foot", d=written, change="Change the day, or what comes")
        return "".join([head, preheader(written.preheader), story, part("person", d=written), well, foot])

    def shared(self, story: Story) -> list[str]:
        """The parts that are the same for everybody, in order; kept with their story, whose id names them."""
        if id(story) not in self.parts:
            parts = [part("head", d=story), part("story", d=story, chain=rows_of(story.chain)), part("well", d=story)]
            self.parts[id(story)] = (story, parts)
        return self.parts[id(story)][1]


def html(written: Digest) -> str:
    """The HTML part of one digest."""
    return Press().html(written)


def edition_html(written: Edition) -> str:
    """The HTML part of a practice's edition."""
    foot = part("foot", d=written, change="Change the day, or how often")
    return "".join([part("head", d=written), preheader(written.preheader), part("edition", d=written), foot])


def part(name: str, **values: Any) -> str:
    """One template of the mail, every style inline; what only indents it is left out, and short lines share one."""
    page = render_to_string(f"digests/mail/{name}.html", {**values, "font": FONT})
    lines = [""]
    for line in filter(None, map(str.strip, page.splitlines())):
        if len(lines[-1]) + len(line) < LONGEST_LINE:
            lines[-1] += f" {line}" if lines[-1] else line
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def preheader(text: str) -> str:
    """What a list of mails shows after the subject; on the page of the mail it is not seen."""
    style = "display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;color:#f4f5f1"
    return f'<div aria-hidden="true" style="{style}">{escape(text)}</div>\n'


def rows_of(chain: list[Place]) -> list[list[Place | None]]:
    """Six beside each other at most, in rows of one length, as even as they come."""
    rows = -(-len(chain) // IN_A_ROW) or 1
    width = -(-len(chain) // rows)
    filled: list[Place | None] = [*chain, *([None] * (rows * width - len(chain)))]
    return [filled[i * width : (i + 1) * width] for i in range(rows)] if chain else []
