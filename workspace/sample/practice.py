"""The five clients of the sample practice, each with the story it was made to tell."""

from workspace.sample.agency import AGENCY
from workspace.sample.plumber import PLUMBER
from workspace.sample.quiet import QUIET
from workspace.sample.shapes import Story
from workspace.sample.shop import LARCH
from workspace.sample.story import MARLOW

PRACTICE = "Okafor Consulting"
# Who leads it: name, email, time zone. She comes into the businesses through their engagements, as no member.
CONSULTANT = ("Ines Okafor", "ines@example.com", "America/Chicago")

# Busy and not working, a short hand-off, an over-polished output, everything working, silence.
CLIENTS: tuple[Story, ...] = (MARLOW, PLUMBER, AGENCY, LARCH, QUIET)
