"""The three steps of Start. Each is an address of its own, is saved when it is sent, and can be gone back to."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from businesses.access import BusinessRequest, business_view, moved_to, person_view
from businesses.models import Business
from businesses.roles import Can
from core.htmx import done, render_fragment
from core.models import Refused
from core.periods import local_today
from frameworks.actions import built_in, keep_draft
from frameworks.schema import BLANK
from systems.actions import Full
from systems.coach import advise
from workspace.start import steps
from workspace.start.actions import DONE, begin, edit_about, make_map, pick_systems
from workspace.start.forms import AboutForm, SentenceForm, SystemsForm

View = Callable[Concatenate[BusinessRequest, ...], HttpResponse]


def until_done(view: View) -> View:
    """Once the first map is there, also when another window made it just now, Start leads to it."""

    @wraps(view)
    def answer(request: BusinessRequest) -> HttpResponse:
        try:
            if request.business.start_step < DONE:
                return view(request)
        except Refused:
            pass
        return done(request, "workspace:map", request.business.slug)

    return answer


@person_view
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Step 1 of a new business."""
    person = cast(User, request.user)
    data = with_pressed_example(request)
    form = AboutForm(data, initial={} if person.time_zone == "UTC" else {"time_zone": person.time_zone})
    if request.method == "POST" and "example" not in request.POST and form.is_valid():
        business = begin(owner=person, version=built_in(), **form.cleaned_data)
        return done(request, "workspace:start_systems", business.slug)
    return about_page(request, form, steps.library(), None)


@business_view(Can.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@until_done
def start_about(request: BusinessRequest) -> HttpResponse:
    """Step 1 again, for a business that is on its way."""
    business = request.business
    adoption = steps.answers_of(business)
    initial = {name: getattr(business, name) for name in ("name", "sells", "time_zone")}
    initial |= {"outcome": adoption.outcome, "desired_for": adoption.desired_for}
    form = AboutForm(with_pressed_example(request), initial=initial)
    if request.method == "POST" and "example" not in request.POST and form.is_valid():
        stored = edit_about(business=business, actor=request.user, **form.cleaned_data)
        moved_to(request, business.slug, stored.slug)
        return done(request, "workspace:start_systems", stored.slug)
    return about_page(request, form, steps.content_of(adoption), business)


def with_pressed_example(request: HttpRequest) -> Any:
    """What was sent; a pressed example stands in the field of the sentence (scripts do the same in the page)."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    if "example" in data:
        data["outcome"] = str(data["example"])
    return data


def about_page(request: HttpRequest, form: AboutForm, content: Any, business: Business | None) -> HttpResponse:
    """Step 1 as a page. Pressing an example is no mistake, so nothing is called wrong then."""
    if "example" in request.POST:
        form = AboutForm(initial=dict(form.data.items()))
    sentence = str(form["outcome"].value() or "")
    shown = {
        "form": form,
        "examples": [t for t in content.trades if t.example],
        "advice": advise("outcome", sentence) if len(sentence) <= 300 else None,
        "preview": steps.preview(
            str(form["name"].value() or ""), sentence[:300], str(form["desired_for"].value() or ""),
            steps.default_systems(content),
        ),
        "unfinished": business,
        "step": 1,
    }  # fmt: skip
    return render(request, "workspace/start_about.html", shown, status=422 if form.errors else 200)


@person_view
@require_safe
def start_preview(request: HttpRequest) -> HttpResponse:
    """The map so far and what the coach says, redrawn while step 1 is typed."""
    form = SentenceForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    content = steps.library()
    outcome = said.get("outcome", "")
    shown = {
        "advice": advise("outcome", outcome),
        "preview": steps.preview(
            said.get("name", ""), outcome, said.get("desired_for", ""), steps.default_systems(content)
        ),
    }
    return render_fragment(request, "workspace/_start_preview.html", shown)


@person_view
@require_safe
def start_coach(request: HttpRequest) -> HttpResponse:
    """What the coach says about one sentence of step 3, whatever its field is called, with the plan in its blank."""
    typed, plan = (
        next((value for name, value in request.GET.items() if name.endswith(end)), "") for end in ("-text", "-plan")
    )
    form = SentenceForm({"outcome": typed, "kind": request.GET.get("kind", ""), "plan": plan})
    form.is_valid()
    said = form.cleaned_data
    text, number = said.get("outcome", ""), said.get("plan", "")
    advice = advise(said.get("kind") or "outcome", text.replace(BLANK, number) if number else text)
    blank = BLANK in text and not number
    if blank and advice and advice.level == "good":
        advice = replace(advice, level="open", line="Clear enough to check once the blank is filled.")
    return render_fragment(request, "workspace/_start_part_advice.html", {"advice": advice, "blank": blank})


@business_view(Can.EDIT_MAP)
@require_http_methods(["GET", "HEAD", "POST"])
@until_done
def start_systems(request: BusinessRequest) -> HttpResponse:
    """Step 2: which systems, and what they are called here."""
    business = request.business
    adoption = steps.answers_of(business)
    content = steps.content_of(adoption)
    if request.method == "POST" and "blank" in request.POST:
        pick_systems(
            business=business, actor=request.user, trade="", cadence=business.main_cadence, systems=[steps.BLANK_SYSTEM]
        )
        return done(request, "workspace:start_changes", business.slug)
    form = SystemsForm(content, request.POST or None, initial=systems_initial(business, adoption, content))
    if request.method == "POST" and form.is_valid():
        picked = {name: form.cleaned_data[name] for name in ("trade", "cadence")}
        pick_systems(business=business, actor=request.user, systems=form.picked(), **picked)
        return done(request, "workspace:start_changes", business.slug)
    shown = {"form": form, "step": 2, **map_so_far(business, adoption, content)}
    shown["advice"] = advise("outcome", adoption.outcome)
    return render(request, "workspace/start_systems.html", shown, status=422 if form.errors else 200)


@business_view(Can.EDIT_MAP)
@require_safe
def start_systems_preview(request: BusinessRequest) -> HttpResponse:
    """The map so far, redrawn while step 2 is filled in."""
    adoption = steps.answers_of(request.business)
    content = steps.content_of(adoption)
    form = SystemsForm(content, request.GET)
    form.is_valid()
    adoption.systems = form.picked()
    return render_fragment(request, "workspace/_start_map.html", map_so_far(request.business, adoption, content))


def systems_initial(business: Business, adoption: Any, content: Any) -> dict[str, Any]:
    """What step 2 shows first: what was picked before, else the chain and the trade that the words point to."""
    picked = {s["key"]: s["label"] for s in adoption.systems if s["key"] != steps.BLANK_SYSTEM["key"]}
    initial: dict[str, Any] = {
        "trade": adoption.trade or content.guess_trade(f"{business.sells} {business.name}"),
        "cadence": business.main_cadence,
    }
    for slot in content.systems:
        initial[f"use_{slot.key}"] = slot.key in picked if picked else not slot.optional
        initial[f"label_{slot.key}"] = picked.get(slot.key, slot.label)
    return initial


def map_so_far(business: Business, adoption: Any, content: Any) -> dict[str, Any]:
    """The preview beside steps 2 and 3."""
    systems = adoption.systems or steps.default_systems(content)
    drawn = steps.preview(business.name, adoption.outcome, adoption.desired_for, systems)
    return {"preview": drawn, "adoption": adoption}


@business_view(Can.EDIT_MAP)
@require_http_methods(["GET", "HEAD", "POST"])
@until_done
def start_changes(request: BusinessRequest) -> HttpResponse:
    """Step 3: one thing produced and one thing changed in each system; then the map."""
    business = request.business
    adoption = steps.answers_of(business)
    if not adoption.systems:
        return done(request, "workspace:start_systems", business.slug)
    content = steps.content_of(adoption)
    if request.method == "POST":
        answer = take_changes(request, adoption, content)
        if answer is not None:
            return answer
    rows = steps.system_rows(business, adoption, content, request.POST if bound(request) else None)
    forms = [(row.label, part.form) for row in rows for part in row.parts]
    wrong = [(label, form) for label, form in forms if form.is_bound and form.errors]
    shown = {"rows": rows, "wrong": wrong, "step": 3, **map_so_far(business, adoption, content)}
    return render(request, "workspace/start_changes.html", shown, status=422 if wrong else 200)


def bound(request: HttpRequest) -> bool:
    """Whether this is the last step being sent, not a suggestion being pressed or the way back."""
    return request.method == "POST" and "press" not in request.POST


def take_changes(request: BusinessRequest, adoption: Any, content: Any) -> HttpResponse | None:
    """Keep what was typed; then fill in a suggestion, go back, or make the map. None: show the step again."""
    business = request.business
    rows = steps.system_rows(business, adoption, content, request.POST)
    adoption.draft = steps.draft_of(rows, request.POST)
    if "press" in request.POST:
        adoption.draft = steps.pressed(rows, request.POST["press"], adoption.draft)
    keep_draft(business=business, draft=adoption.draft)
    if "back" in request.POST:
        return redirect("workspace:start_systems", business.slug)
    if "press" in request.POST or not valid(rows):
        return None
    today = local_today(timezone.now(), business.time_zone)
    try:
        make_map(business=business, actor=request.user, answers=[row.answer() for row in rows], today=today)
    except Full as no:
        messages.error(request, str(no))
        return None
    return done(request, "workspace:map", business.slug)


def valid(rows: list[steps.SystemRow]) -> bool:
    """Whether every part is; all are looked at, so that each says what is wrong with it."""
    return not [part for row in rows for part in row.parts if not part.form.is_valid()]


@business_view(Can.EDIT_MAP)
@require_POST
def start_keep(request: BusinessRequest) -> HttpResponse:
    """What is typed in step 3 so far, kept while it is typed."""
    adoption = steps.answers_of(request.business)
    if request.business.start_step < DONE and adoption.systems:
        rows = steps.system_rows(request.business, adoption, steps.content_of(adoption))
        keep_draft(business=request.business, draft=steps.draft_of(rows, request.POST))
    return HttpResponse(status=204)
