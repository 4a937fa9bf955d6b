"""`{% rows %}`: what it prints, what it escapes, and that nothing is decided inside."""

import pytest
from django.template import Context, Template
from django.template.exceptions import TemplateSyntaxError
from django.utils.safestring import SafeString

ROWS = [{"name": "A & B", "mark": SafeString("<b>1</b>")}, {"name": 7, "mark": "<i>"}]


def printed(body: str, **context: object) -> str:
    return Template(f"{{% rows row in list.found %}}{body}{{% endrows %}}").render(Context(context))


def test_each_row_fills_the_places_and_text_is_escaped() -> None:
    assert (
        printed('<p class="100%">{{ row.name }}{% icon "up" %}: {{ row.mark }}</p>', list={"found": ROWS})
        .replace("\n", "")
        .startswith('<p class="100%">A &amp; B<svg class="i"')
    )
    assert printed("{{ row.name }}-{{ row.mark }} ", list={"found": ROWS}) == "A &amp; B-<b>1</b> 7-&lt;i&gt; "
    assert printed("%s{{ row.mark }}", list={"found": ROWS[:1]}) == "%s<b>1</b>"


def test_no_rows_print_nothing_and_a_row_without_a_key_is_an_error() -> None:
    assert printed("{{ row.name }}", list={"found": []}) == printed("{{ row.name }}") == ""
    with pytest.raises(KeyError):
        printed("{{ row.other }}", list={"found": ROWS})


@pytest.mark.parametrize(
    "body", ["{{ row.name|upper }}", "{{ other.name }}", "{{ row }}", "{% if row.name %}{{ row.name }}{% endif %}", "-"]
)
def test_what_every_row_would_pay_for_is_refused(body: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="rows"):
        printed(body, list={"found": ROWS})


def test_the_loop_says_how_it_is_written() -> None:
    with pytest.raises(TemplateSyntaxError, match="rows row in list"):
        Template("{% rows in list %}{{ row.name }}{% endrows %}")
