"""Pages are sent without the indentation of their templates; mails and what is preformatted keep theirs."""

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from core.lean import INDENT


def source(name: str) -> str:
    return str(get_template(name).template.source)  # type: ignore[attr-defined]


def test_a_page_has_no_indentation_and_the_same_lines() -> None:
    found = source("base.html")
    assert not INDENT.search(found)
    with open("templates/base.html") as file:
        written = file.read()
    assert found.count("\n") == written.count("\n")
    assert [line.strip() for line in found.splitlines()] == [line.strip() for line in written.splitlines()]


def test_what_is_preformatted_and_mails_are_as_they_were_written() -> None:
    for name in ("workspace/help/api.html", "digests/mail/edition.html"):
        with open(f"templates/{name}") as file:
            assert source(name) == file.read()


def test_fragments_by_name_and_templates_of_libraries_are_found() -> None:
    for name in ("reports/action_list.html#actions", "django/forms/widgets/text.html"):
        get_template(name)
    with pytest.raises(TemplateDoesNotExist):
        get_template("reports/no_such.html")
