"""The pages of merit records: the chiefs of an area in a month, one chief's record, and a chief's own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.oversight.merits import actions, queries, rules
from sizao.oversight.merits.forms import DecisionForm, MeritForm, WordsForm
from sizao.oversight.merits.types import MeritKind, MeritState, Record, Span
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Kind, Kpi, ListPage, OnPhone, Tab

TONES = {MeritState.PROPOSED: "orange", MeritState.APPROVED: "green", MeritState.REFUSED: "grey"}

# No column can be sorted: chiefs are read beside each other by area, never ranked by how much they did.
RECORDS = ListPage(
    name="chiefs-records",
    caption=_("Chiefs' records"),
    columns=(
        Column("place", _("Grid, building or unit"), on_phone=OnPhone.TITLE,
               link=lambda row: reverse("merits:record", args=[row.chief_id])),
        Column("level", _("Level"), kind=Kind.TAG, on_phone=OnPhone.TAG),
        Column("holder", _("Chief")),
        Column("days", _("Days in the post"), value="load.days"),
        Column("households", _("Households looked after"), value="load.households", kind=Kind.NUMBER),
        Column("hours", _("Hours on duty"), value=lambda row: row.work.hours if row.work else "—"),
        Column("done", _("Finished of given"), value="done_of_given"),
        Column("a_day", _("Finished a day"), value=lambda row: "—" if row.a_day is None else row.a_day),
        Column("approved", _("Merits approved"), value="approved", kind=Kind.NUMBER),
        Column("objection", _("Objection"), value=lambda row: _("waits for an answer") if row.is_objected else "—",
               on_phone=OnPhone.HIDE),
    ),
    order="",
    export_right=Right.MERITS_READ.value,
    empty=_("No chief in this month"),
    empty_hint=_("Chiefs of grids, buildings and units are appointed on the area's page."),
)  # fmt: skip


def _span(request: HttpRequest) -> Span:
    at: datetime = request.at  # type: ignore[attr-defined]
    return rules.month_span(request.GET.get("month", ""), at, get_current_timezone())


def _months(span: Span, now: datetime) -> list[Tab]:
    """The present month and the two before it, and the one shown."""
    present = now.astimezone(get_current_timezone()).replace(day=1)
    before = (present - timedelta(days=1)).replace(day=1)
    offered = [present, before, (before - timedelta(days=1)).replace(day=1)]
    names = dict.fromkeys(f"{each:%Y-%m}" for each in (*offered, span.since))
    return [Tab(each, f"?month={each}", None, each == f"{span.since:%Y-%m}") for each in names]


def _done(request: HttpRequest) -> dict[str, Any]:
    """Who does it, and when: what every action takes."""
    return {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]


def _checked(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    return dict(form.cleaned_data)


@needs(Right.MERITS_READ)
def records_page(request: HttpRequest) -> HttpResponse:
    """The chiefs of the area in a month: work beside hours and load, and the area's sums."""
    span, actor = _span(request), request.actor  # type: ignore[attr-defined]
    found = queries.records(actor.area, span)
    actions.note_list(span=span, is_export=request.GET.get("export") == "xlsx", **_done(request))
    whole = queries.street(found, span)
    kpis = [
        Kpi(_("Chiefs"), whole.chiefs, unit="person"),
        Kpi(_("Chiefs with an account"), whole.known, unit="person", note=_("Of the others the platform knows nothing.")),
        Kpi(_("Finished of given"), f"{whole.finished} / {whole.given}"),
        Kpi(_("Hours on duty"), f"{whole.hours:g}"),
        Kpi(_("Households looked after"), whole.households, unit="household"),
    ]  # fmt: skip
    context = {
        "kpis": kpis, "span": span, "months": _months(span, request.at),  # type: ignore[attr-defined]
        "may_decide": accounts.may(actor, Right.MERITS_DECIDE),
    }  # fmt: skip
    return list_page(request, RECORDS, found, "merits/records.html", context)


@needs(Right.MERITS_READ)
def record_page(request: HttpRequest, chief_id: UUID) -> HttpResponse:
    """One chief's record, with merits and objections."""
    span, actor = _span(request), request.actor  # type: ignore[attr-defined]
    found = queries.record(actor, chief_id, span)
    actions.note_look(found=found, **_done(request))
    may_propose = accounts.may(actor, Right.MERITS_PROPOSE)
    may_decide = accounts.may(actor, Right.MERITS_DECIDE)
    me = actions.who(actor)
    context = {
        **_shown(request, found, span),
        "may_propose": may_propose, "propose_decision": rules.may_propose(found.user_id, me),
        "merit_form": MeritForm(auto_id="merit_%s"),
        "merits": [
            (each, TONES[each.state], rules.may_decide(each, me), DecisionForm(auto_id=f"decide-{each.number}_%s"))
            for each in found.merits
        ],
        "may_decide": may_decide,
        "objections": [
            (each, rules.may_answer(each, me), WordsForm(auto_id=f"answer-{each.id}_%s")) for each in found.objections
        ],
    }  # fmt: skip
    return page(request, "merits/record.html", context)


def _shown(request: HttpRequest, found: Record, span: Span) -> dict[str, Any]:
    return {
        "record": found, "span": span, "facts": _facts(found), "figures": _figures(found),
        "months": _months(span, request.at),  # type: ignore[attr-defined]
    }  # fmt: skip


def _facts(found: Record) -> list[Fact]:
    return [
        Fact(_("Chief"), found.holder),
        Fact(_("Level"), found.level),
        Fact(_("Area"), found.place, reverse("registry:area", args=[areas.printed(found.area)])),
        Fact(_("In the post since"), local_time(found.since)),
        Fact(_("Until"), local_time(found.until) or "—"),
        Fact(_("Days in the post"), found.load.days),
        Fact(_("Households looked after"), found.load.households),
        Fact(_("Residents looked after"), found.load.residents),
    ]


def _figures(found: Record) -> list[tuple[Any, Any, Any]]:
    """Each figure, what it is read beside, and where it is counted."""
    work = found.work
    if work is None:
        return []
    return [
        (_("Tasks done of those given"), f"{work.tasks_done} / {work.tasks_given}", _("Tasks of the headquarters")),
        (_("People of lists answered of those taken in hand"), f"{work.people_answered} / {work.people_taken}", _("Lists to check")),
        (_("Leads answered"), work.leads_answered, _("Leads of traces")),
        (_("Daily checks recorded"), work.checks, _("Follow-up")),
        (_("Orders read for the own unit"), work.orders_read, _("Direct orders")),
        (_("Hours on duty"), f"{work.hours:g}", _("Rosters")),
        (_("Finished a day in the post"), "—" if found.a_day is None else found.a_day, _("All of the above that was finished, by days in the post")),
    ]  # fmt: skip


@needs(Right.MERITS_PROPOSE)
@require_POST
def propose(request: HttpRequest, chief_id: UUID) -> HttpResponse:
    """Propose a merit."""
    given = _checked(MeritForm(request.POST))
    given["kind"] = MeritKind(given["kind"])
    actions.propose(chief_id=chief_id, **given, **_done(request))
    return redirect("merits:record", chief_id)


@needs(Right.MERITS_DECIDE)
def waiting_page(request: HttpRequest) -> HttpResponse:
    """The merits and objections that the reader may settle, the oldest first, each with what it rests on."""
    actor = request.actor  # type: ignore[attr-defined]
    merits, objections = queries.waiting(actions.who(actor))
    actions.note_waiting(**_done(request))
    chiefs = registry.chiefs_by_id(each.chief_id for each in (*merits, *objections))
    context = {
        "number": len(merits) + len(objections),
        "merits": [
            (each, chiefs.get(each.chief_id), DecisionForm(auto_id=f"decide-{each.number}_%s")) for each in merits
        ],
        "objections": [
            (each, chiefs.get(each.chief_id), WordsForm(auto_id=f"answer-{each.id}_%s")) for each in objections
        ],
    }  # fmt: skip
    return page(request, "merits/waiting.html", context)


def _settled(request: HttpRequest, chief_id: UUID) -> HttpResponse:
    """Back to the list of what waits when it was settled there, else to the chief's record."""
    if request.POST.get("from") == "waiting":
        return redirect("merits:waiting")
    return redirect("merits:record", chief_id)


@needs(Right.MERITS_DECIDE)
@require_POST
def decide(request: HttpRequest, merit_id: UUID) -> HttpResponse:
    """Approve or refuse a merit."""
    found = queries.merit(merit_id)
    actions.decide(merit_id=merit_id, **_checked(DecisionForm(request.POST)), **_done(request))
    return _settled(request, found.chief_id)


@needs(Right.MERITS_DECIDE)
@require_POST
def answer(request: HttpRequest, objection_id: UUID) -> HttpResponse:
    """Answer an objection."""
    found = queries.objection(objection_id)
    actions.answer(objection_id=objection_id, **_checked(WordsForm(request.POST)), **_done(request))
    return _settled(request, found.chief_id)


@needs(Right.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """A chief's own records, in every post held, with a way to object."""
    span = _span(request)
    rows = [
        (each, _facts(each), _figures(each), WordsForm(auto_id=f"object-{each.chief_id}_%s"),
         [(merit, TONES[merit.state]) for merit in each.merits])
        for each in queries.own_records(request.actor, span)  # type: ignore[attr-defined]
    ]  # fmt: skip
    context = {"rows": rows, "span": span, "months": _months(span, request.at)}  # type: ignore[attr-defined]
    return page(request, "merits/mine.html", context)


@needs(Right.SIGNED_IN)
@require_POST
def object_to(request: HttpRequest, chief_id: UUID) -> HttpResponse:
    """Object to one's own record."""
    actions.object_to(chief_id=chief_id, **_checked(WordsForm(request.POST)), **_done(request))
    return redirect("merits:mine")
