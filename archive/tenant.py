"""Which tables hold rows of a business: every model with a `business`, whoever added it."""

from django.apps import apps
from django.db.models import ForeignKey, Model

from businesses.models import Business


def tenant_models() -> list[type[Model]]:
    """In the order the apps are installed, so that parents mostly come before children."""
    return [model for model in apps.get_models() if belongs(model)]


def belongs(model: type[Model]) -> bool:
    """Whether its rows are a business's."""
    found = [f for f in model._meta.concrete_fields if f.name == "business"]
    return bool(found) and isinstance(found[0], ForeignKey) and found[0].related_model is Business
