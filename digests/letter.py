"""A digest as a mail: both parts, and the headers of a one-click stop (RFC 8058)."""

from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, NamedTuple

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from digests.shapes import Asked, Digest, Edition, Foot, Place, Story
from digests.text import asked_text, edition_text, foot_text, story_text, well_text

FONT = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;"
IN_A_ROW = 6
# Bytes: SMTP allows lines of 998, and a part with a longer one has to be written another way.
LONGEST_LINE = 900


class Letter(EmailMultiAlternatives):
    """The mail, which knows what its digest counted."""

    totals: dict[str, int]


@dataclass(frozen=True)
class Piece:
    """A piece of a mail; both parts tell it in the same order."""

    text: str
    html: str


class Told(NamedTuple):
    """What everybody of a business is told, before and after what one person is asked to do."""

    head: Piece
    story: Piece
    well: Piece


class Press:
    """Writes letters. What several people are told in the same words is written once."""

    def __init__(self) -> None:
        self.stories: dict[int, tuple[Story, Told]] = {}
        self.kept: dict[Asked | Foot, Piece] = {}

    def letter(self, written: Digest | Edition, to: str) -> Letter:
        """The whole mail."""
        text, page = self.pages(written)
        headers = {
            "List-Unsubscribe": f"<{written.stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        }
        mail = Letter(subject=" ".join(written.subject.split())[:150], body=text, to=[to], headers=headers)
        mail.totals = written.totals
        mail.attach_alternative(page, "text/html")
        return mail

    def pages(self, written: Digest | Edition) -> tuple[str, str]:
        """All of it as text, and as HTML."""
        pieces = self.edition(written) if isinstance(written, Edition) else self.digest(written)
        text = "\n\n".join(piece.text for piece in pieces if piece.text)
        return f"{text}\nStop: {written.stop_url}\n", "".join([p.html for p in pieces] + [end(written.stop_url)])

    def digest(self, written: Digest) -> list[Piece]:
        """The pieces of a digest of a business, all but the way to stop it."""
        told, asked = self.told(written.story), asked_of(written)
        if asked not in self.kept:
            self.kept[asked] = Piece(asked_text(asked), part("person", d=asked))
        hidden = Piece("", preheader(written.preheader))
        foot = self.foot(Foot(written.about, written.why, "Change the day, or what comes", written.change_url))
        return [told.head, hidden, told.story, self.kept[asked], told.well, foot]

    def edition(self, written: Edition) -> list[Piece]:
        """The pieces of a practice's edition."""
        told = Piece(edition_text(written), part("edition", d=written))
        foot = self.foot(Foot(written.about, written.why, "Change the day, or how often", written.change_url))
        return [Piece("", part("head", d=written)), Piece("", preheader(written.preheader)), told, foot]

    def told(self, story: Story) -> Told:
        """What everybody of a business is told; kept with its story, whose id names it."""
        if id(story) not in self.stories:
            told = Told(
                head=Piece("", part("head", d=story)),
                story=Piece(story_text(story), part("story", d=story, chain=rows_of(story.chain))),
                well=Piece(well_text(story), part("well", d=story)),
            )
            self.stories[id(story)] = (story, told)
        return self.stories[id(story)][1]

    def foot(self, foot: Foot) -> Piece:
        """Why it came, and where that is changed."""
        if foot not in self.kept:
            self.kept[foot] = Piece(foot_text(foot), part("foot", d=foot))
        return self.kept[foot]


def asked_of(d: Digest) -> Asked:
    """What it asks of its reader."""
    return Asked(d.due, d.due_words, d.check_in_words, d.check_in_url, d.report_url, (*d.tasks,), (*d.asks,))


def html(written: Digest) -> str:
    """The HTML part of one digest."""
    return Press().pages(written)[1]


def plain_text(written: Digest) -> str:
    """Its text."""
    return Press().pages(written)[0]


def end(stop_url: str) -> str:
    """The way to stop it, which is its reader's own, and the end."""
    return f'<a href="{escape(stop_url)}" style="color:#2a3fc0">Stop these emails</a>\n{last()}'


@cache
def last() -> str:
    """What closes the page."""
    return part("end")


def part(name: str, **values: Any) -> str:
    """One template of the mail, every style inline; what only indents it is left out, and short lines share one."""
    page = render_to_string(f"digests/mail/{name}.html", {**values, "font": FONT})
    lines = [""]
    for line in filter(None, map(str.strip, page.splitlines())):
        if len(lines[-1].encode()) + len(line.encode()) < LONGEST_LINE:
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
