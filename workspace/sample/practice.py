"""The five clients of the sample practice, each with the story it was made to tell."""

from workspace.sample.agency import AGENCY
from workspace.sample.plumber import PLUMBER
from workspace.sample.quiet import QUIET
from workspace.sample.shapes import Story
from workspace.sample.shop import LARCH
from workspace.sample.story import MARLOW

PRACTICE = "Okafor Consulting"
# Its people: name, email, time zone. They come into the businesses through their engagements, as no members. The first
# leads it and looks after all five, the second after these two.
CONSULTANT = ("Ines Okafor", "ines@example.com", "America/Chicago")
COLLEAGUE = ("Amara Nwosu", "amara@example.com", "America/New_York")
HERS = (PLUMBER.key, QUIET.key)

# Busy and not working, a short hand-off, an over-polished output, everything working, silence.
CLIENTS: tuple[Story, ...] = (MARLOW, PLUMBER, AGENCY, LARCH, QUIET)
