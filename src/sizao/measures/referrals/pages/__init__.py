"""Pages of lists to check: the worker's own, the lists, one list, one request, the day's end, the sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import queries as command
from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import MaskedIdentity
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.errors import Invalid, NotFound, SizaoError
from sizao.kernel.words import Words
from sizao.measures.referrals import actions, queries, rules
from sizao.measures.referrals.forms import AnswerForm, CarryForm, ListForm, RouteForm, ids_of
from sizao.measures.referrals.queries.letters import replies
from sizao.measures.referrals.types import (
    OPEN_STATES,
    ListFacts,
    Outcome,
    PaperLanguage,
    Priority,
    RequestFacts,
    SourceKind,
    State,
    StepFacts,
    Tally,
)
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, Kpi, ListPage, Moment, OnPhone

STATE_TONES = {
    State.UNPLACED: "purple", State.ROUTED: "orange", State.CLAIMED: "blue", State.RETURNED: "purple",
    State.ANSWERED: "green", State.DROPPED: "grey",
}  # fmt: skip
PRIORITY_TONES = {Priority.URGENT: "red", Priority.TODAY: "orange", Priority.NORMAL: "grey"}
NOBODY = MaskedIdentity()

LISTS = ListPage(
    name="lists",
    caption=_("Lists that arrived"),
    columns=(
        Column("number", _("Arrived list"), sort="number", on_phone=OnPhone.TITLE,
               link=lambda row: reverse("referrals:list", args=[row.pk])),
        Column("priority", _("Priority"), value=lambda row: Priority(row.priority), kind=Kind.TAG,
               tone=lambda row: PRIORITY_TONES[Priority(row.priority)], on_phone=OnPhone.TAG),
        Column("kind", _("Kind"), value=lambda row: SourceKind(row.kind)),
        Column("sender", _("Sender")),
        Column("received_at", _("Received"), kind=Kind.TIME, sort="received_at"),
        Column("reply_by", _("Answer by"), kind=Kind.TIME),
        Column("rows_n", _("People"), kind=Kind.NUMBER),
        Column("dropped_n", _("Sifted out"), kind=Kind.NUMBER),
        Column("open_n", _("Still open"), kind=Kind.NUMBER),
        Column("answered_n", _("Checked"), kind=Kind.NUMBER),
        Column("true_n", _("True"), kind=Kind.NUMBER),
    ),
    filters=(
        Filter("q", _("Number, sender"), is_search=True, lookup=queries.search),
        Filter("kind", _("Kind"), choices=lambda: [(each.value, each.words) for each in SourceKind]),
    ),
    order="-received_at",
    empty=_("No list has arrived"),
    empty_hint=_("Paste a letter or upload a table; known people are sifted out before anybody is troubled."),
)  # fmt: skip


def _who(request: HttpRequest) -> tuple[Actor, datetime]:
    return request.actor, request.at  # type: ignore[attr-defined]


def _may(request: HttpRequest, right: Right) -> bool:
    return accounts.may(request.actor, right)  # type: ignore[attr-defined]


def _masked(request: HttpRequest, persons: Sequence[int]) -> dict[int, MaskedIdentity]:
    """Masked identities of listed people, each look in the access log."""
    actor, at = _who(request)
    if not persons or not (_may(request, Right.REFERRALS_ANSWER) or _may(request, Right.IDENTITY_SEARCH)):
        return {}
    audit.record(
        by=actor, at=at, action="referrals.read", purpose="contact_management", persons=persons, fields="masked"
    )
    return identity.masked(persons)


@needs(Right.REFERRALS_READ)
def lists_page(request: HttpRequest) -> HttpResponse:
    """Every list of the area, newest first."""
    context = {"may_enter": _may(request, Right.REFERRALS_WRITE)}
    return list_page(request, LISTS, queries.list_rows(), "referrals/lists.html", context)


@needs(Right.REFERRALS_WRITE)
@require_http_methods(["GET", "POST"])
def new_list(request: HttpRequest) -> HttpResponse:
    """Enter a list that arrived."""
    actor, at = _who(request)
    form = ListForm(request.POST or None, request.FILES or None, incidents=command.incidents(open_only=True))
    if request.method == "POST" and form.is_valid():
        content, filename = form.content()
        try:
            made = actions.receive(new=form.new(at), content=content, filename=filename, by=actor, at=at)
        except SizaoError as refused:
            form.add_error(None, refused.words.in_language(get_language() or "zh"))
        else:
            messages.success(request, _("Entered as %(number)s") % {"number": made.number})
            return redirect("referrals:list", made.id)
    return page(request, "referrals/new.html", {"form": form}, status=422 if form.errors else 200)


@needs(Right.REFERRALS_READ)
def list_detail(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """One list: its account, whom it left to check, whom it did not, and how true it was."""
    _actor, at = _who(request)
    found = queries.arrived(list_id)
    requests = queries.requests_of(list_id)
    tally = queries.tally(list_id, at)
    masked = _masked(request, [each.person_id for each in requests])
    rows = [(each, STATE_TONES[each.state], masked.get(each.person_id, NOBODY)) for each in requests]
    context = {
        "arrived": found, "tally": tally, "tone": PRIORITY_TONES[found.priority], "kpis": _kpis(found, tally),
        "rows": [row for row in rows if row[0].state is not State.DROPPED],
        "dropped": [row for row in rows if row[0].state is State.DROPPED],
        "is_late": tally.open and at > found.reply_by, "is_named": bool(masked), "replies": replies(list_id),
        "is_uncleared": rules.is_uncleared(found.received_at, at, is_open=bool(tally.open)),
        "may_reply": _may(request, Right.REFERRALS_WRITE), "languages": tuple(PaperLanguage),
        "custom": rules.custom_of(found.sender),
    }  # fmt: skip
    return page(request, "referrals/list.html", context)


def _kpis(found: ListFacts, tally: Tally) -> list[Kpi]:
    return [
        Kpi(_("Lines of people"), found.physical, note=_("unreadable: %(n)s") % {"n": len(found.rejected)}),
        Kpi(_("Sifted out"), tally.dropped, tone="blue"),
        Kpi(_("To be placed"), tally.unplaced, tone="orange" if tally.unplaced else ""),
        Kpi(_("Still open"), tally.waiting + tally.claimed, tone="orange" if tally.open else ""),
        Kpi(_("Checked"), tally.answered, tone="green", note=_precision(tally)),
    ]


def _precision(tally: Tally) -> Any:
    if tally.precision is None:
        return ""
    return _("true: %(n)s (%(percent)s%%)") % {"n": tally.true, "percent": tally.precision}


@needs(Right.REFERRALS_READ)
def work_page(request: HttpRequest) -> HttpResponse:
    """What waits in the reader's area: the own requests first, then urgent ones; made for a phone."""
    actor, at = _who(request)
    found = queries.work(at, actor.user_id)
    masked = _masked(request, [each.request.person_id for each in found])
    rows = [
        (each, STATE_TONES[each.request.state], PRIORITY_TONES[each.of.priority], masked.get(each.request.person_id, NOBODY))
        for each in found
    ]  # fmt: skip
    mine = [row for row in rows if row[0].request.state is State.CLAIMED]
    waiting = [row for row in rows if row[0].request.state is State.ROUTED]
    unplaced = [each for each in queries.open_requests() if each.state in {State.UNPLACED, State.RETURNED}]
    context = {
        "mine": mine, "waiting": waiting, "may_answer": _may(request, Right.REFERRALS_ANSWER),
        "may_enter": _may(request, Right.REFERRALS_WRITE), "unplaced": unplaced,
        "late": sum(each.is_late for each in found),
    }  # fmt: skip
    return page(request, "referrals/work.html", context)


@needs(Right.REFERRALS_ANSWER)
@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """Take the picked requests in hand."""
    actor, at = _who(request)
    picked = ids_of(request.POST.getlist("picked"))
    done = actions.claim(request_ids=picked, by=actor, at=at)
    messages.success(request, ngettext("%(n)s request is in your hands.", "%(n)s requests are in your hands.", done) % {"n": done})  # fmt: skip
    return redirect("referrals:request", picked[0]) if len(picked) == 1 else redirect("referrals:work")


@needs(Right.REFERRALS_READ)
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request: whom to look for, what to do next, what was done."""
    return _request_page(request, queries.request(request_id), AnswerForm())


def _request_page(request: HttpRequest, found: RequestFacts, form: AnswerForm, status: int = 200) -> HttpResponse:
    actor, at = _who(request)
    of = queries.arrived(found.list_id)
    masked = _masked(request, [found.person_id]).get(found.person_id, NOBODY)
    person = registry.persons([found.person_id]).get(found.person_id)
    is_open = found.state in OPEN_STATES
    context = {
        "row": found, "of": of, "masked": masked, "person": person, "state_tone": STATE_TONES[found.state],
        "facts": _facts(found, of, masked), "is_late": is_open and at > of.reply_by,
        "is_uncleared": rules.is_uncleared(found.received_at, at, is_open=is_open),
        "moments": [_moment(each) for each in queries.steps(found.id)], "form": form,
        "may_claim": _may(request, Right.REFERRALS_ANSWER) and found.state is State.ROUTED,
        "may_answer": _may(request, Right.REFERRALS_ANSWER) and bool(rules.may_claim(found, actor.user_id)),
        "may_route": _may(request, Right.REFERRALS_WRITE) and is_open, "route_form": RouteForm(auto_id="route_%s"),
        "may_reveal": _may(request, Right.IDENTITY_REVEAL) and _may(request, Right.IDENTITY_SEARCH) and person,
    }  # fmt: skip
    return page(request, "referrals/request.html", context, status=status)


def _facts(found: RequestFacts, of: ListFacts, masked: MaskedIdentity) -> list[Fact]:
    names = registry.area_names([found.area])
    return [
        Fact(_("Full name"), masked.name or "—"),
        Fact(_("Phone"), masked.phone or "—"),
        Fact(_("Identity document"), masked.document or "—"),
        Fact(_("Area"), names[found.area], note=found.confidence.words),
        Fact(_("Found by"), found.matched or "—"),
        Fact(_("Since"), found.since.isoformat() if found.since else "—"),
        Fact(_("Arrived list"), of.number, reverse("referrals:list", args=[of.id])),
        Fact(_("Sender"), of.sender),
        Fact(_("Measure asked for"), of.asked or "—"),
        Fact(_("In hand of"), found.worker or "—"),
    ]


def _moment(step: StepFacts) -> Moment:
    by = Words("平台自动", "The platform") if step.by.startswith("flow.") else step.by
    return Moment(step.at, step.kind, step.note, "", by=by) if step.outcome is None else Moment(
        step.at, step.outcome, step.note, "green" if step.outcome is not Outcome.NOT_HERE else "purple", by=by
    )  # fmt: skip


@needs(Right.REFERRALS_ANSWER)
@require_POST
def answer(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Say what was found."""
    actor, at = _who(request)
    form = AnswerForm(request.POST)
    found = queries.request(request_id)
    if not form.is_valid():
        return _request_page(request, found, form, 422)
    given = form.cleaned_data
    try:
        actions.answer(
            request_id=request_id, outcome=Outcome(given["outcome"]), note=given["note"], by=actor, at=at
        )  # fmt: skip
    except Invalid as refused:
        form.add_error("note", refused.words.in_language(get_language() or "zh"))
        return _request_page(request, found, form, 422)
    messages.success(request, _("Recorded."))
    return redirect("referrals:work")


@needs(Right.REFERRALS_WRITE)
@require_POST
def route(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Give a request to an area by hand."""
    actor, at = _who(request)
    form = RouteForm(request.POST)
    queries.request(request_id)
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    actions.route(request_id=request_id, area=form.cleaned_data["area"], by=actor, at=at)
    return redirect("referrals:request", request_id)


def _on(request: HttpRequest, at: datetime) -> date:
    text = request.GET.get("on") or request.POST.get("on")
    if not text:
        return at.astimezone(rules.TZ).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error


@needs(Right.REFERRALS_READ)
def day_page(request: HttpRequest) -> HttpResponse:
    """The end-of-day sheet: what was open, what was closed, what goes over and why."""
    actor, at = _who(request)
    on = _on(request, at)
    lines = queries.day(on, at, actor.area)
    sums = [sum(getattr(each, name) for each in lines) for name in ("opened", "closed", "carried", "silent")]
    context = {
        "on": on, "before": on - timedelta(days=1), "after": on + timedelta(days=1), "lines": lines,
        "kpis": _day_kpis(sums), "form": CarryForm(), "silent": len(queries.uncarried(on, at)),
        "may_carry": _may(request, Right.REFERRALS_ANSWER) and on == at.astimezone(rules.TZ).date(),
    }  # fmt: skip
    return page(request, "referrals/day.html", context)


def _day_kpis(sums: Iterable[int]) -> list[Kpi]:
    opened, closed, carried, silent = sums
    return [
        Kpi(_("Open before and come today"), opened),
        Kpi(_("Closed today"), closed, tone="green"),
        Kpi(_("Carried over"), carried, tone="orange" if carried else "green"),
        Kpi(_("Without a reason"), silent, tone="red" if silent else ""),
    ]


@needs(Right.REFERRALS_ANSWER)
@require_POST
def carry(request: HttpRequest) -> HttpResponse:
    """Give the reason for everything of the area that is still open and has none."""
    actor, at = _who(request)
    form = CarryForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    on = at.astimezone(rules.TZ).date()
    actions.carry(request_ids=queries.uncarried(on, at), reason=form.cleaned_data["reason"], by=actor, at=at)
    return redirect("referrals:day")


@needs(Right.REFERRALS_READ)
def sources_page(request: HttpRequest) -> HttpResponse:
    """How true each sender's lists were, those that cost most for nothing first."""
    return page(request, "referrals/sources.html", {"rows": queries.sources(_who(request)[1])})
