"""Edits of elements through HTTP: as a page without scripts, and as a fragment."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest

from businesses.models import AuditRow, Role
from systems.actions import shared
from systems.models import Element, Label
from tests.factories import make_business, make_element, make_system
from tests.pages import flat
from tests.systems.conftest import SmallMap

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}
SECTIONS = {"input": "inputs", "step": "steps", "resource": "resources", "output": "outputs", "outcome": "outcomes"}


@pytest.mark.parametrize(("kind", "dom"), SECTIONS.items())
def test_adding_without_scripts_comes_back_to_the_section(small: SmallMap, kind: str, dom: str) -> None:
    answer = small.client.post(
        small.url(f"systems/{small.leads.pk}/{kind}/add/"), {"text": "Something new", "facet": "people"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == small.url(f"systems/{small.leads.pk}/#{dom}")
    small.see()
    assert Element.objects.filter(system=small.leads, kind=kind, text="Something new").count() == 1


@pytest.mark.parametrize(("kind", "dom"), SECTIONS.items())
def test_adding_with_scripts_answers_the_section_with_the_line_open(small: SmallMap, kind: str, dom: str) -> None:
    url = small.url(f"systems/{small.leads.pk}/{kind}/add/")
    answer = small.client.post(url, {"text": "Something new", "facet": "people"}, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="{dom}"' in page
    assert "<html" not in page
    assert "Something new" in page
    assert f'hx-post="{url}"' in page
    assert f'"sys-{small.leads.pk}"' in answer["HX-Trigger"]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_nothing_typed_is_said_beside_the_field_and_kept(small: SmallMap, headers: dict[str, str]) -> None:
    url = small.url(f"systems/{small.leads.pk}/step/add/")
    answer = small.client.post(url, {"text": "  ", "who": "Priya", "hours": "-3"}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Type a few words first." in page
    assert "This cannot be under zero." in page
    assert 'value="Priya"' in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("typed", ["1e400", "NaN", "Infinity", "12 apples", "=HYPERLINK(1)", "9" * 30, "1.2345678"])
def test_hours_that_are_no_number_are_refused(small: SmallMap, typed: str) -> None:
    url = small.url(f"elements/{small.elements['step'].pk}/edit/")
    answer = small.client.post(url, {"text": "Call", "hours": typed, "cadence": "weekly", "version": "1"})
    assert answer.status_code == 422
    small.see()
    assert Element.objects.get(pk=small.elements["step"].pk).hours is None


@pytest.mark.parametrize("typed", ["a\x00b", "a\x07b", "x" * 301])
def test_text_that_cannot_be_kept_is_refused(small: SmallMap, typed: str) -> None:
    answer = small.client.post(small.url(f"systems/{small.leads.pk}/output/add/"), {"text": typed})
    assert answer.status_code == 422
    small.see()
    assert Element.objects.filter(system=small.leads, kind="output").count() == 1


def test_markup_is_shown_as_text(small: SmallMap) -> None:
    url = small.url(f"systems/{small.leads.pk}/output/add/")
    page = small.client.post(url, {"text": "<svg onload=alert(1)>"}, headers=HTMX).content.decode()
    assert "<svg onload" not in page
    assert "&lt;svg onload=alert(1)&gt;" in page


def test_a_step_keeps_hours_cost_and_that_it_must_be_done(small: SmallMap) -> None:
    step = small.elements["step"]
    sent = {
        "text": "Call back",
        "who": "Priya",
        "hours": "3",
        "cadence": "weekly",
        "rate": "$40",
        "cost": "1,250",
        "must_do": "on",
        "version": "1",
    }
    answer = small.client.post(small.url(f"elements/{step.pk}/row/"), sent, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "3 hours every week" in page
    assert "must be done" in page
    small.see()
    step.refresh_from_db()
    assert (step.who, step.hours, step.rate, step.cost, step.must_do) == (
        "Priya",
        Decimal(3),
        Decimal(40),
        Decimal(1250),
        True,
    )


def test_hours_want_to_know_how_often(small: SmallMap) -> None:
    url = small.url(f"elements/{small.elements['step'].pk}/edit/")
    answer = small.client.post(url, {"text": "Call back", "hours": "3", "version": "1"})
    assert answer.status_code == 422
    assert b"Say how often these hours or this money are spent." in answer.content


def test_editing_in_the_row_opens_filled_in_and_is_a_page_without_scripts(small: SmallMap) -> None:
    output = small.elements["output"]
    url = small.url(f"elements/{output.pk}/row/")
    assert 'value="The output"' in small.client.get(url, headers=HTMX).content.decode()
    plain = small.client.get(url)
    assert plain.status_code == 302
    assert plain["Location"] == small.url(f"systems/{small.leads.pk}/output/{output.pk}/")


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("way", ["row", "edit"])
def test_two_people_see_both_texts(small: SmallMap, way: str, headers: dict[str, str]) -> None:
    output = small.elements["output"]
    url = small.url(f"elements/{output.pk}/{way}/")
    small.client.post(url, {"text": "Theirs", "version": "1"})
    answer = small.client.post(url, {"text": "Mine", "version": "1"}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in page
    assert "Mine" in page
    assert '<input type="hidden" name="version" value="2">' in page
    small.client.post(url, {"text": "Mine", "version": "2"})
    small.see()
    assert Element.objects.get(pk=output.pk).text == "Mine"


def test_moving_says_where_and_offers_the_way_back(small: SmallMap) -> None:
    second = make_element(small.leads, "step", "Second", position=1)
    answer = small.client.post(small.url(f"elements/{second.pk}/move/"), {"direction": "up"}, headers=HTMX)
    page = answer.content.decode()
    assert "Moved to 1 of 2" in page
    assert page.index("Second") < page.index("The step")
    assert 'name="direction" value="down"' in page
    assert small.client.post(small.url(f"elements/{second.pk}/move/"), {"direction": "sideways"}).status_code == 422


def test_removing_is_at_once_and_undone_in_one_press(small: SmallMap) -> None:
    output = small.elements["output"]
    page = small.client.post(small.url(f"elements/{output.pk}/remove/"), headers=HTMX).content.decode()
    restore = small.url(f"elements/{output.pk}/restore/")
    assert "Removed “The output”" in page
    assert restore in page
    small.see()
    assert Element.objects.get(pk=output.pk).removed_at is not None
    back = small.client.post(restore, headers=HTMX)
    assert "is back" in back.content.decode()
    small.see()
    assert Element.objects.get(pk=output.pk).removed_at is None


def test_a_line_typed_into_the_map_is_added_and_the_line_stays(small: SmallMap) -> None:
    url = small.url(f"systems/{small.leads.pk}/input/quick/")
    answer = small.client.post(url, {"text": "Visits"}, headers=HTMX)
    assert answer.status_code == 200
    assert "data-quick" in answer.content.decode()
    assert f'"sys-{small.leads.pk}"' in answer["HX-Trigger"]
    plain = small.client.post(url, {"text": "Replies"})
    assert plain["Location"] == small.url(f"map/#sys-{small.leads.pk}")
    assert small.client.post(url, {"text": ""}, headers=HTMX).status_code == 422
    small.see()
    assert set(small.leads.elements.filter(kind="input").values_list("text", flat=True)) == {
        "The input",
        "Visits",
        "Replies",
    }


def test_a_full_map_is_said_in_words(small: SmallMap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "MAX_ELEMENTS", 5)
    for path in ("add", "quick"):
        answer = small.client.post(
            small.url(f"systems/{small.leads.pk}/step/{path}/"), {"text": "Too many"}, headers=HTMX
        )
        assert answer.status_code == 422
        assert "at most 5 entries" in answer.content.decode()
        assert "Too many" in answer.content.decode()


def test_the_coach_advises_and_never_blocks(small: SmallMap) -> None:
    page = small.client.get(small.url("coach/outcome/"), {"text": "publish 12 posts"}).content.decode()
    assert "sounds like something you do or produce" in page
    assert small.client.get(small.url("coach/outcome/"), {"text": "a\x01b"}).content.decode().strip() == ""
    added = small.client.post(small.url(f"systems/{small.leads.pk}/outcome/add/"), {"text": "publish 12 posts"})
    assert added.status_code == 302


def test_the_owners_answer_to_the_coach_is_kept_and_shown(small: SmallMap) -> None:
    """alignment.md section 4: the class is a question, the answer a label."""
    page = small.client.get(small.url("coach/outcome/"), {"text": "publish 12 posts"}).content.decode()
    assert "It is something we do</button>" in flat(page)
    assert "You said" not in page
    url = small.url("coach/outcome/answer/?text=publish+12+posts")
    answer = small.client.post(url, {"answer": "change"}, headers=HTMX)
    assert "You said: <b>It is what we want to change</b>" in answer.content.decode()
    small.see()
    label = Label.objects.get()
    assert (label.statement, label.said, label.answer) == ("publish 12 posts", "output", "change")
    assert small.client.post(url, {"answer": "do"}).status_code == 302
    small.see()
    assert Label.objects.get().answer == "do"
    logged = AuditRow.objects.filter(what="label_set").order_by("-pk")
    assert [row.after for row in logged] == [{"answer": "do"}, {"answer": "change"}]
    small.client.post(url, {"answer": "do"})
    small.see()
    assert logged.count() == 2
    page = small.client.get(small.url("coach/outcome/"), {"text": "publish 12 posts"}).content.decode()
    assert "You said: <b>It is something we do</b>" in page


@pytest.mark.parametrize(
    ("text", "answer"),
    [("publish 12 posts", ""), ("publish 12 posts", "both"), ("", "do"), ("a\x01b", "do"), ("x" * 301, "do"),
     ("60% of members stay for a year.", "do")],
)  # fmt: skip
def test_an_answer_to_no_question_is_not_kept(small: SmallMap, text: str, answer: str) -> None:
    url = small.url(f"coach/outcome/answer/?{urlencode({'text': text})}")
    assert small.client.post(url, {"answer": answer}).status_code == 422
    small.see()
    assert not Label.objects.exists()


def test_only_who_may_change_the_map_is_asked(small: SmallMap) -> None:
    small.sign_in(Role.VIEWER)
    page = small.client.get(small.url("coach/outcome/"), {"text": "publish 12 posts"}).content.decode()
    assert "sounds like something you do" in page
    assert "It is something we do" not in page
    url = small.url("coach/outcome/answer/?text=publish+12+posts")
    assert small.client.post(url, {"answer": "do"}).status_code == 403


def test_an_element_page_shows_what_was_answered(small: SmallMap) -> None:
    element = make_element(small.leads, "outcome", "publish 12 posts")
    url = small.url("coach/outcome/answer/?text=publish+12+posts")
    answer = small.client.post(url, {"answer": "do"})
    assert answer["Location"] == small.url(f"systems/{small.leads.pk}/outcome/{element.pk}/")
    page = small.client.get(answer["Location"]).content.decode()
    assert "You said: <b>It is something we do</b>" in page
    assert page.count('id="coach-answer"') == 1


@pytest.mark.parametrize(
    "path", ["systems/{s}/step/add/", "systems/{s}/step/quick/", "elements/{e}/edit/", "elements/{e}/row/"]
)
def test_recorders_and_viewers_may_not_edit(small: SmallMap, path: str) -> None:
    url = small.url(path.format(s=small.leads.pk, e=small.elements["step"].pk))
    for role in (Role.RECORDER, Role.VIEWER):
        small.sign_in(role)
        assert small.client.post(url, {"text": "x"}).status_code == 403


def test_an_element_of_another_business_and_an_unknown_kind_are_not_there(small: SmallMap) -> None:
    other = make_element(make_system(make_business(), "Theirs"), "step")
    assert small.client.get(small.url(f"elements/{other.pk}/edit/")).status_code == 404
    assert small.client.post(small.url(f"elements/{other.pk}/remove/")).status_code == 404
    assert small.client.get(small.url(f"systems/{small.leads.pk}/potion/add/")).status_code == 404
