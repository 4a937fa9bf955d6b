"""The words that roles, levels and sides are stored as."""

from django.db import models

WEEKDAYS = [
    (0, "Monday"),
    (5, "Saturday"),
    (6, "Sunday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
]


class Role(models.TextChoices):
    """The roles of product.md §3; what each may do is in roles.py, and nowhere else."""

    OWNER = "owner", "Owner"
    EDITOR = "editor", "Editor"
    RECORDER = "recorder", "Recorder"
    VIEWER = "viewer", "Viewer"


class PracticeRole(models.TextChoices):
    """The roles of a practice; what each may do is in roles.py, and nowhere else."""

    LEAD = "lead", "Lead"
    CONSULTANT = "consultant", "Consultant"


class Level(models.TextChoices):
    """What an engagement lets its consultants do besides reading."""

    REVIEW = "review", "Review"
    EDIT = "edit", "Review and edit"


class Side(models.TextChoices):
    """Who began or ended an engagement."""

    BUSINESS = "business", "The business"
    PRACTICE = "practice", "The practice"
