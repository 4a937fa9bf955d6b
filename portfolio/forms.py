"""The filter of the client list."""

from django import forms

from core.forms import MOST_SHOWN, Form
from core.text import TextField
from portfolio.choose import ORDERS, SHOW

LIST, SYSTEMS = "", "systems"


class ClientFilter(Form):
    """Which clients, in which order, in which view; what cannot be understood is left out."""

    q = TextField(required=False, max_length=120, label="Find a client")
    show = forms.ChoiceField(required=False, choices=list(SHOW.items()))
    sort = forms.ChoiceField(required=False, choices=[(value, name) for value, (name, _) in ORDERS.items()])
    who = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    shown = forms.IntegerField(required=False, min_value=1, max_value=MOST_SHOWN)
    part = forms.BooleanField(required=False)  # the further cards alone, for htmx
    view = forms.ChoiceField(required=False, choices=[(LIST, "Clients"), (SYSTEMS, "Systems")])
