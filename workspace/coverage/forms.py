"""What is typed on the coverage page."""

from django import forms

from core.forms import Form
from core.text import TextField


class PromptForm(forms.Form):
    """Which prompt was answered: keys of the framework, hidden in the page."""

    system = forms.SlugField(max_length=60)
    cell = forms.SlugField(max_length=60)


class AnswerForm(Form):
    """The answer."""

    text = TextField(label="Your answer", error_messages={"required": "Type a few words first."})
