"""What the addresses of the workspace's pages may carry."""

from django import forms

from core.forms import Form
from core.text import TextField

MAX_ID = 2**63 - 1


class ReportChoice(Form):
    """`?report=` an earlier report; `?seen=` the newest one the browser has."""

    report = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID)
    seen = forms.IntegerField(required=False, min_value=0, max_value=MAX_ID)


class JumpForm(Form):
    """`?q=` a few words of a name."""

    q = TextField(max_length=100, required=False, label="A page, system, metric, person or action")
