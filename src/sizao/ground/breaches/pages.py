"""The pages of breach files: the list, one file with what may be done next, and the party's own page on a phone."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.breaches import actions, queries, rules
from sizao.ground.breaches.forms import (
    BreachForm,
    EvidenceForm,
    FindingForm,
    PaperForm,
    ReviewForm,
    TellForm,
    WordsForm,
)
from sizao.ground.breaches.types import BreachFacts, FileState, Finding, Outcome, Route, StepFacts, StepKind
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, Moment, OnPhone

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TONES = {
    FileState.OPEN: "orange", FileState.TOLD: "blue", FileState.READY: "red", FileState.FOUND: "purple",
    FileState.APPEALED: "red", FileState.CLOSED: "green", FileState.WITHDRAWN: "grey",
}  # fmt: skip

FILES = ListPage(
    name="breach-files",
    caption=_("Breach files"),
    columns=(
        Column(
            "duty", _("Duty answered for"), value=lambda row: row[0].duty, on_phone=OnPhone.TITLE,
            link=lambda row: reverse("breaches:file", args=[row[0].id]),
        ),
        Column("state", _("State"), kind=Kind.TAG, value=lambda row: row[1], tone=lambda row: TONES[row[1]],
               on_phone=OnPhone.TAG),
        Column("place", _("Place"), value=lambda row: row[0].place),
        Column("party", _("Party"), value=lambda row: row[0].party),
        Column("holder", _("Responsible"), value=lambda row: row[0].holder),
        Column("happened_at", _("Happened"), value=lambda row: row[0].happened_at, kind=Kind.TIME),
        Column("until", _("Time to answer ends"), value=lambda row: row[0].told.until if row[0].told else None, kind=Kind.TIME),
        Column("measure", _("Measure that stands"), value=lambda row: row[0].standing[0] or "—"),
        Column("number", _("Number"), kind=Kind.CODE, value=lambda row: row[0].number, on_phone=OnPhone.HIDE),
    ),
    filters=(
        Filter("state", _("State"), is_tabs=True, lookup=lambda rows, text: [each for each in rows if each[1] == text],
               choices=lambda: [("", _("all")), *((each.value, each.words) for each in FileState)]),
    ),
    order="",
    empty=_("No breach file"),
    empty_hint=_("A file is opened from the duties on a place's page."),
)  # fmt: skip


def _checked(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    return dict(form.cleaned_data)


def _done(request: HttpRequest) -> dict[str, Any]:
    """Who does it, and when: what every action takes."""
    return {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]


@needs(Right.BREACHES_READ)
def files_page(request: HttpRequest) -> HttpResponse:
    """The files of the area, the newest first."""
    at: datetime = request.at  # type: ignore[attr-defined]
    rows = [(each, each.state(at)) for each in queries.readable(request.actor)]  # type: ignore[attr-defined]
    return list_page(request, FILES, rows, "breaches/files.html")


@needs(Right.BREACHES_OPEN)
@require_http_methods(["GET", "POST"])
def open_file(request: HttpRequest, responsibility_id: UUID) -> HttpResponse:
    """Open a file on one duty of the matrix."""
    duty = registry.responsibility(responsibility_id)
    place, known = registry.place(duty.place_id), queries.terms()
    bases = tuple(each for each in known.bases if duty.party in each.parties)
    form = BreachForm(request.POST or None, bases=bases, measures=known.measures)
    if request.method == "POST" and form.is_valid():
        made = actions.open_breach(new=form.breach(responsibility_id), **_done(request))
        return redirect("breaches:file", made)
    context = {"duty": duty, "place": place, "form": form, "terms": known}
    return page(request, "breaches/open.html", context, status=422 if form.errors else 200)


@needs(Right.BREACHES_READ)
def file_page(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """One file: the duty, evidence, basis, steps, and what may be done next by this reader."""
    found = actions.look(breach_id=breach_id, **_done(request))
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    is_inside = areas.contains(actor.area, found.area)
    context = {**_shown(found, at), **_next_steps(request, found)}
    context["may_open"] = is_inside and accounts.may(actor, Right.BREACHES_OPEN)
    context["may_decide"] = is_inside and accounts.may(actor, Right.BREACHES_DECIDE)
    return page(request, "breaches/file.html", context)


def _shown(found: BreachFacts, at: datetime) -> dict[str, Any]:
    state = found.state(at)
    return {
        "breach": found, "state": state, "tone": TONES[state], "facts": _facts(found), "moments": _moments(found),
        "is_told": found.last(StepKind.TOLD) is not None,
    }  # fmt: skip


def _facts(found: BreachFacts) -> list[Fact]:
    told = found.told
    return [
        Fact(_("Number"), found.number),
        Fact(_("Place"), found.place, reverse("registry:place", args=[found.place_id])),
        Fact(_("Party"), found.party),
        Fact(_("Responsible"), found.holder),
        Fact(_("Happened"), local_time(found.happened_at)),
        Fact(_("Legal basis"), found.basis),
        Fact(_("Measure considered"), found.proposed),
        Fact(_("Time to answer ends"), local_time(told.until) if told else "—"),
        Fact(_("Measure that stands"), found.standing[0] or "—"),
    ]


def _moments(found: BreachFacts) -> list[Moment]:
    opened = Moment(found.opened_at, Words("立案", "Opened"), found.what, "orange", by=found.opener.name)
    steps = [
        Moment(each.at, _head(each), _text(each), STEP_TONES.get(each.kind, ""), by=each.who.name)
        for each in found.steps
    ]
    return sorted([opened, *steps], key=lambda each: each.at)


def _text(step: StepFacts) -> str:
    """What was said and, of a paper, how it was handed over and where it is kept: as they were typed."""
    handed = step.delivery
    parts = [step.text, step.reference]
    if handed:
        parts.insert(1, f"{handed.by} → {handed.to} {local_time(handed.at)}")
    return " · ".join(each for each in parts if each)


STEP_TONES = {
    StepKind.TOLD: "blue", StepKind.ANSWERED: "blue", StepKind.FOUND: "red",
    StepKind.APPEALED: "orange", StepKind.REVIEWED: "green", StepKind.WITHDRAWN: "grey",
}  # fmt: skip


def _head(step: StepFacts) -> Words:
    """A step in a line: what it was, what came out, which measure, on which way."""
    parts = [each.words for each in (step.kind, step.finding, step.outcome, step.route) if each]
    parts += [step.measure] if step.measure else []
    return Words(" · ".join(each.zh for each in parts), " · ".join(each.en for each in parts))


def _next_steps(request: HttpRequest, found: BreachFacts) -> dict[str, Any]:
    """The forms of what may follow, each with the rule's answer that opens or greys it."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    known, tz, me = queries.terms(), get_current_timezone(), actions.who(actor)
    end = known.answer.after(at)
    milder = tuple(each for each in known.measures if each.rank <= found.proposed_rank)
    rank = found.standing[1]
    lighter = tuple(each for each in known.measures if rank is not None and each.rank < rank)
    state = found.state(at)
    return {
        "terms": known,
        "is_running": state in rules.DECIDABLE,
        "is_open": state is FileState.OPEN, "is_found": state is FileState.FOUND,
        "is_appealed": state is FileState.APPEALED, "is_waiting": state in (FileState.TOLD, FileState.READY),
        "find_decision": rules.may_find(found, me, actor.organisation, at, tz),
        "appeal_decision": rules.may_appeal(found, at, tz),
        "review_decision": rules.may_review(found, me, actor.organisation, at),
        "evidence_decision": rules.may_add_evidence(found, me, actor.organisation, at),
        "tell_decision": rules.may_tell(found, me, actor.organisation, at),
        "withdraw_decision": rules.may_withdraw(found, me, actor.organisation, at),
        "evidence_form": EvidenceForm(auto_id="evidence_%s"),
        "tell_form": TellForm(auto_id="tell_%s", until=end, routes=Route if queries.has_reader(found, at) else (Route.PAPER,)),
        "answer_form": PaperForm(auto_id="answer_%s"), "appeal_form": PaperForm(auto_id="appeal_%s"),
        "withdraw_form": WordsForm(auto_id="withdraw_%s"),
        "find_form": FindingForm(auto_id="find_%s", measures=milder),
        "review_form": ReviewForm(auto_id="review_%s", measures=lighter),
    }  # fmt: skip


@needs(Right.BREACHES_OPEN)
@require_POST
def add_evidence(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """Bring one more piece of evidence."""
    actions.add_evidence(breach_id=breach_id, **_checked(EvidenceForm(request.POST)), **_done(request))
    return redirect("breaches:file", breach_id)


@needs(Right.BREACHES_OPEN)
@require_POST
def tell(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """Tell the party, with its time to answer."""
    form = TellForm(request.POST)
    _checked(form)
    actions.tell(breach_id=breach_id, **form.told(), **_done(request))
    return redirect("breaches:file", breach_id)


@needs(Right.BREACHES_OPEN)
@require_POST
def note_answer(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """Write down an answer that came on paper."""
    actions.note_answer(breach_id=breach_id, **_checked(PaperForm(request.POST)), **_done(request))
    return redirect("breaches:file", breach_id)


@needs(Right.BREACHES_DECIDE)
@require_POST
def find(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """Make the finding."""
    given = _checked(FindingForm(request.POST, measures=queries.terms().measures))
    given["finding"] = Finding(given["finding"])
    actions.find(breach_id=breach_id, **given, **_done(request))
    return redirect("breaches:file", breach_id)


@needs(Right.BREACHES_OPEN)
@require_POST
def note_appeal(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """Write down an appeal that came on paper."""
    actions.note_appeal(breach_id=breach_id, **_checked(PaperForm(request.POST)), **_done(request))
    return redirect("breaches:file", breach_id)


@needs(Right.BREACHES_DECIDE)
@require_POST
def review(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """Decide the appeal."""
    given = _checked(ReviewForm(request.POST, measures=queries.terms().measures))
    given["outcome"] = Outcome(given["outcome"])
    actions.review(breach_id=breach_id, **given, **_done(request))
    return redirect("breaches:file", breach_id)


@needs(Right.BREACHES_OPEN)
@require_POST
def withdraw(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """Withdraw the file."""
    reasons = _checked(WordsForm(request.POST))["text"]
    actions.withdraw(breach_id=breach_id, reasons=reasons, **_done(request))
    return redirect("breaches:file", breach_id)


@needs(Right.BREACHES_READ)
def paper(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """The file as a Word paper in the reader's language."""
    return _printed(request, actions.look(breach_id=breach_id, **_done(request)))


def _printed(request: HttpRequest, found: BreachFacts) -> HttpResponse:
    area = registry.area_names([found.area]).get(found.area, Words("", ""))
    body = queries.as_word(found, area, get_language() or "zh-hans", request.at)  # type: ignore[attr-defined]
    answer = HttpResponse(body, content_type=WORD)
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.docx"'
    return answer


@needs(Right.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """The notices addressed to the reader or to the reader's organisation."""
    at: datetime = request.at  # type: ignore[attr-defined]
    found = [(each, each.state(at)) for each in queries.addressed_to(request.actor)]  # type: ignore[attr-defined]
    return page(request, "breaches/mine.html", {"rows": [(each, state, TONES[state]) for each, state in found]})


@needs(Right.SIGNED_IN)
def own_notice(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """A notice as its party reads it: what, on what evidence and basis, until when to answer, and the answer itself."""
    found = queries.notice_to(request.actor, breach_id)  # type: ignore[attr-defined]
    at: datetime = request.at  # type: ignore[attr-defined]
    actions.note_look(found=found, **_done(request))
    context = {
        **_shown(found, at), "terms": queries.terms(),
        "answer_decision": rules.may_answer(found, at), "is_waiting": rules.may_answer(found, at).allowed,
        "appeal_decision": rules.may_appeal(found, at, get_current_timezone()),
        "is_found": found.state(at) is FileState.FOUND,
        "answer_form": WordsForm(auto_id="answer_%s"), "appeal_form": WordsForm(auto_id="appeal_%s"),
    }  # fmt: skip
    return page(request, "breaches/own_notice.html", context)


@needs(Right.SIGNED_IN)
@require_POST
def answer(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """The party's answer."""
    actions.answer(breach_id=breach_id, **_checked(WordsForm(request.POST)), **_done(request))
    return redirect("breaches:own_notice", breach_id)


@needs(Right.SIGNED_IN)
@require_POST
def appeal(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """The party's appeal."""
    actions.appeal(breach_id=breach_id, **_checked(WordsForm(request.POST)), **_done(request))
    return redirect("breaches:own_notice", breach_id)


@needs(Right.SIGNED_IN)
def own_paper(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """The notice or finding as a Word paper for its party."""
    found = queries.notice_to(request.actor, breach_id)  # type: ignore[attr-defined]
    actions.note_look(found=found, **_done(request))
    return _printed(request, found)
