"""Fields that are drawn without a template are what the templates draw, letter for letter."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from core.widgets import DRAWN, Renderer

WIDGETS = [
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput, forms.HiddenInput,
    forms.DateInput, forms.Textarea,
]  # fmt: skip
VALUES = [None, "", 0, 12, False, "a<b>&\"'", "\nsecond line\n", SafeString("<i>&amp;</i>"), "日本"]
ATTRS: list[dict[str, Any]] = [
    {},
    {"class": "input", "aria-invalid": "true", "required": True, "disabled": False, "data-x": '"<&'},
    {"maxlength": 5, "placeholder": None, "autofocus": "", "aria-label": SafeString("&lt;b&gt;"), "a b": 1.5},
]


@pytest.mark.parametrize("widget", WIDGETS)
def test_it_is_what_the_template_draws(widget: type[forms.Widget]) -> None:
    assert widget.template_name in DRAWN
    for value in VALUES:
        for attrs in ATTRS:
            ours, theirs = (widget(attrs).render("a&b", value, renderer=r()) for r in (Renderer, TemplatesSetting))
            assert ours == theirs.strip(), (value, attrs)
            assert isinstance(ours, SafeString)


def test_every_drawn_template_is_compared_and_others_are_left_to_django() -> None:
    compared = {widget.template_name for widget in WIDGETS}
    assert set(DRAWN) - compared == {"django/forms/widgets/input.html"}
    box = forms.Select(choices=[("a", "A")])
    assert box.render("x", "a", renderer=Renderer()) == box.render("x", "a", renderer=TemplatesSetting())


def test_control_another_template_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DRAWN, "django/forms/widgets/text.html", lambda widget: "<input>")
    with pytest.raises(AssertionError):
        test_it_is_what_the_template_draws(forms.TextInput)
