"""The filter of the client list."""

from django import forms

from core.forms import Form
from core.text import TextField

SHOW = [("", "All"), ("review", "To review"), ("quiet", "Quiet")]


class ClientFilter(Form):
    """Which clients; what cannot be understood shows all of them."""

    q = TextField(required=False, max_length=120, label="Find a client")
    show = forms.ChoiceField(required=False, choices=SHOW)
