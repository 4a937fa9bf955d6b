"""The statement coach: advice while somebody types, and the owner's answer to its one question."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.htmx import is_htmx
from systems import actions
from systems.access import live_elements
from systems.coach import advise, advise_owner
from systems.forms import AnswerForm, QuickForm
from systems.views.elements import part_of
from systems.views.shared import to_element


@business_view(Can.READ)
@require_safe
def coach(request: BusinessRequest, kind: str) -> HttpResponse:
    """`#coach`: advice while somebody types. Reads the text, keeps nothing."""
    form = QuickForm(request.GET)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    may_edit = request.can(Can.EDIT_MAP)
    advice = advise_owner(request.business, part_of(kind), text) if may_edit else advise(part_of(kind), text)
    return render(request, "systems/_advice.html", {"advice": advice})


@business_view(Can.EDIT_MAP)
@require_POST
def coach_answer(request: BusinessRequest, kind: str) -> HttpResponse:
    """Keep what the owner answers about a sentence the coach took for something they do; its own coach again.

    The sentence stands in the address, so that the buttons need nothing of the form they stand in.
    """
    said = request.POST.get("text") or request.GET.get("text", "")
    form = AnswerForm({"text": said, "answer": request.POST.get("answer", "")})
    part = part_of(kind)
    wrote = f" You wrote: “{form.data['text'][:1000]}”"
    if not form.is_valid():
        wrong = " ".join(str(message) for messages in form.errors.values() for message in messages)
        return render(request, "400.html", {"why": wrong + wrote}, status=422)
    text, answer = form.cleaned_data["text"], form.cleaned_data["answer"]
    if not (advice := advise(part, text)) or not advice.asks:
        return render(request, "400.html", {"why": "There is nothing to answer about that." + wrote}, status=422)
    actions.answer_coach(
        business=request.business, actor=request.user, statement=text, said="output", answer=answer, at=timezone.now()
    )
    if is_htmx(request):
        return render(request, "systems/_advice.html", {"advice": advise_owner(request.business, kind, text)})
    element = live_elements(request.business).filter(kind=kind, text=text).select_related("system").first()
    if element is not None:
        return to_element(request, element, "Thank you, noted")
    return redirect("workspace:map", request.business.slug)
