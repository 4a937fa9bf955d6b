"""Addresses are Django's, put together once; templates print the same through `url`."""

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.urls import NoReverseMatch, reverse, set_urlconf

from core.addresses import address

CASES = [
    ("workspace:help", [], {}),
    ("workspace:home", ["acme"], {}),
    ("reports:action_edit", ["acme", 7], {}),
    ("reports:action_edit", [], {"slug": "acme", "action_id": 7}),
]


@pytest.mark.parametrize(("name", "args", "named"), CASES)
def test_it_is_as_django_says(name: str, args: list[object], named: dict[str, object]) -> None:
    for _ in range(2):
        assert address(name, *args, **named) == reverse(name, args=args, kwargs=named)


def test_each_business_has_its_own() -> None:
    assert address("workspace:home", "one") != address("workspace:home", "two")


def test_an_unknown_one_is_an_error_each_time() -> None:
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            address("workspace:home")


def test_other_patterns_have_other_addresses() -> None:
    here = address("workspace:help")
    with override_settings(ROOT_URLCONF="outcomes_site.api_urls"):
        set_urlconf("outcomes_site.api_urls")
        try:
            with pytest.raises(NoReverseMatch):
                address("workspace:help")
        finally:
            set_urlconf(None)
    assert address("workspace:help") == here


def test_in_templates() -> None:
    text = "{% url 'workspace:home' slug %} {% url 'workspace:home' slug=slug %} {% url 'no:such' as it %}[{{ it }}]"
    home = reverse("workspace:home", args=["acme"])
    assert Template(text).render(Context({"slug": "acme"})) == f"{home} {home} []"


def test_icons_named_in_the_template_and_by_a_variable_are_alike() -> None:
    fixed, turned, named = (
        Template(text).render(Context({"name": "check", "way": "left"}))
        for text in ('{% icon "check" %}', '{% icon "check" turn="left" %}', "{% icon name turn=way %}")
    )
    assert 'class="i"' in fixed
    assert 'href="#i-check"' in fixed
    assert turned == named
    assert "turn-left" in turned
    assert "&lt;" in Template("{% icon name %}").render(Context({"name": "<"}))
