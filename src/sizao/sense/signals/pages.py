"""Pages of signals: the inbox, one signal with its history, the channels, and the entry form for desk and phone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.editions import Disease
from sizao.kernel.errors import Invalid, SizaoError
from sizao.kernel.words import Words
from sizao.sense.signals import actions, queries, rules
from sizao.sense.signals.forms import (
    LOCAL,
    CaseForm,
    JoinForm,
    NewIncidentForm,
    OwnerForm,
    SignalForm,
    SignalListForm,
    VerdictForm,
)
from sizao.sense.signals.types import Level, SignalFacts, SignalKind, State, StepFacts, StepKind, Verdict
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Filter, Kind, Kpi, ListPage, Moment, OnPhone

LEVEL_TONES = {Level.HIGH: "red", Level.MEDIUM: "orange", Level.LOW: "grey"}
STATE_TONES = {State.RECEIVED: "orange", State.ASSIGNED: "blue", State.CHECKING: "purple", State.CLOSED: "green"}
VERDICT_TONES = {
    Verdict.CONFIRMED: "red", Verdict.RULED_OUT: "green", Verdict.DUPLICATE: "grey", Verdict.UNCHECKABLE: "yellow",
}  # fmt: skip
STEP_TONES = {StepKind.RECEIVED: "orange", StepKind.CLOSED: "green", StepKind.SCORED: "red"}
AHEAD = timedelta(minutes=1)
"""A form's time has no seconds; what is told of this minute is not told of the future."""


def _standing(row: Any) -> object:
    """A closed signal says its verdict, an open one its state."""
    return Verdict(row.verdict) if row.verdict else State(row.state)


def _standing_tone(row: Any) -> str:
    return VERDICT_TONES[Verdict(row.verdict)] if row.verdict else STATE_TONES[State(row.state)]


COLUMNS = (
    Column("kind", _("Signal"), value=lambda row: SignalKind(row.kind), on_phone=OnPhone.TITLE,
           link=lambda row: reverse("signals:signal", args=[row.pk])),
    Column("level", _("Urgency"), value=lambda row: Level(row.level), kind=Kind.TAG,
           tone=lambda row: LEVEL_TONES[Level(row.level)], on_phone=OnPhone.TAG),
    Column("points", _("Score"), kind=Kind.NUMBER, sort="points"),
    Column("state", _("State"), value=_standing, kind=Kind.TAG, tone=_standing_tone, on_phone=OnPhone.TAG),
    Column("channel", _("Channel"), value=lambda row: queries.channel_words(row.channel)),
    Column("source", _("Source"), is_hidden=True),
    Column("area", _("Area"), kind=Kind.AREA),
    Column("received_at", _("Received"), kind=Kind.TIME, sort="received_at"),
    Column("due_at", _("Due"), value=lambda row: None if row.verdict else row.due_at, kind=Kind.TIME),
    Column("owner", _("In whose hands"), value=lambda row: row.owner or "—"),
    Column("twin", _("Possible duplicate"), value=lambda row: _("possible duplicate") if row.has_twin and not row.verdict else "",
           kind=Kind.TAG, tone=lambda row: "purple", on_phone=OnPhone.TAG),
    Column("number", _("Number"), kind=Kind.CODE, on_phone=OnPhone.HIDE),
)  # fmt: skip


def _tab(rows: Any, value: str) -> Any:
    """The inbox by what an officer asks: open ones, those that nobody took, closed ones, or by verdict."""
    if value in {each.value for each in Verdict}:
        return rows.filter(verdict=value)
    if value == "unattended":
        return rows.filter(state=State.RECEIVED)
    return rows.exclude(state=State.CLOSED) if value == "open" else rows


def _tabs() -> list[tuple[str, Any]]:
    verdicts = [(each.value, each.words) for each in Verdict]
    return [("open", _("open")), ("unattended", _("nobody has it")), *verdicts, ("all", _("all"))]


SIGNALS = ListPage(
    name="signals",
    caption=_("Signals"),
    columns=COLUMNS,
    filters=(
        Filter("view", _("State"), lookup=_tab, is_tabs=True, default="open", choices=_tabs),
        Filter("q", _("Number, source or text"), is_search=True, lookup=queries.search),
        Filter("channel", _("Channel"), choices=lambda: [(key, each.words) for key, each in queries.versions()[-1].channels.items()]),
        Filter("kind", _("What was noticed"), choices=lambda: [(each.value, each.words) for each in SignalKind]),
        Filter("level", _("Urgency"), choices=lambda: [(each.value, each.words) for each in Level]),
    ),
    order="-received_at",
    late=lambda row: row.due_at < row.asked_at and not row.verdict,
    bounds=("area",),
    empty=_("No signal waits here"),
    empty_hint=_("Signals of clinics, laboratories, pharmacies, hotlines and neighbours arrive here."),
)  # fmt: skip
SENT = ListPage(
    name="sent",
    caption=_("Signals I sent"),
    columns=tuple(
        Column("kind", _("Signal"), value=lambda row: SignalKind(row.kind), on_phone=OnPhone.TITLE) if each.key == "kind" else each
        for each in COLUMNS if each.key in {"kind", "state", "channel", "area", "received_at", "number"}
    ),
    order="-received_at",
    empty=_("You have sent no signal yet"),
)  # fmt: skip


def _who(request: HttpRequest) -> tuple[Actor, datetime]:
    return request.actor, request.at


def _checked(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    return dict(form.cleaned_data)


@needs(Right.SIGNALS_READ)
def signals_page(request: HttpRequest) -> HttpResponse:
    """The inbox: open signals first, filtered as the officer asks."""
    actor, at = _who(request)
    number, late = queries.late(at)
    unattended = sum(each.is_unattended(at) for each in late)
    context = {
        "kpis": [
            Kpi(_("Not closed"), number, "record", reverse("signals:signals")),
            Kpi(_("Nobody took in time"), unattended, "record", f"{reverse('signals:signals')}?view=unattended", tone="red" if unattended else ""),
            Kpi(_("Not checked in time"), len(late) - unattended, "record", tone="orange" if len(late) > unattended else ""),
            Kpi(_("Silent channels"), sum(each.is_silent for each in queries.tallies(at)), "item", reverse("signals:channels")),
        ],
        "may_send": accounts.may(actor, Right.SIGNALS_SEND),
    }  # fmt: skip
    return list_page(request, SIGNALS, queries.rows(at), "signals/signals.html", context)


@needs(Right.SIGNALS_READ)
def channels_page(request: HttpRequest) -> HttpResponse:
    """How each channel does: what came, how true it was, which has fallen silent, and the figures behind the scores."""
    _actor, at = _who(request)
    context = {"tallies": queries.tallies(at), "terms": queries.terms(at), "days": queries.COUNTED.days}
    return page(request, "signals/channels.html", context)


@needs(Right.SIGNALS_SEND)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Report a signal, on a desk or a phone."""
    actor, at = _who(request)
    initial = {"area": areas.printed(actor.area) if actor.area else "", "source": actor.organisation or actor.name}
    initial["occurred_at"] = (at - AHEAD).astimezone(rules.TZ).strftime(LOCAL)
    form = SignalForm(request.POST or None, channels=queries.channels(at), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            signal_id, is_new = actions.receive(new=form.new(), by=actor, at=at)
        except SizaoError as refused:
            form.add_error(None, refused.words.in_language(get_language() or "zh"))
        else:
            said = _("Received as %(number)s") if is_new else _("Known already as %(number)s")
            messages.success(request, said % {"number": queries.signal(signal_id).number})
            return redirect("signals:sent")
    return page(request, "signals/send.html", {"form": form}, status=422 if form.errors else 200)


@needs(Right.SIGNALS_SEND)
@require_http_methods(["GET", "POST"])
def send_list(request: HttpRequest) -> HttpResponse:
    """Report many signals at once; each row enters, is known, or says why not."""
    actor, at = _who(request)
    form = SignalListForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        content, filename = form.content()
        try:
            context["entered"] = actions.import_list(content=content, filename=filename, by=actor, at=at)
        except SizaoError as refused:
            form.add_error(None, refused.words.in_language(get_language() or "zh"))
    return page(request, "signals/send_list.html", context, status=422 if form.errors else 200)


@needs(Right.SIGNALS_SEND)
def sent(request: HttpRequest) -> HttpResponse:
    """What the reader sent and what became of it."""
    actor, _at = _who(request)
    return list_page(request, SENT, queries.sent_by(actor.user_id, actor.name), "signals/sent.html", {})


@needs(Right.SIGNALS_READ)
def signal_page(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """One signal: what it says, why it is urgent, what may be the same, what was done, what may be done."""
    actor, at = _who(request)
    found = queries.signal(signal_id)
    if found.person_id is not None:
        audit.record(
            by=actor, at=at, action="signals.read", purpose="contact_management", persons=[found.person_id], fields="number"
        )  # fmt: skip
    context = {
        "signal": found, "at": at, "facts": _facts(found), "is_late": found.is_late(at),
        "level_tone": LEVEL_TONES[found.level], "standing": found.verdict or found.state,
        "standing_tone": VERDICT_TONES[found.verdict] if found.verdict else STATE_TONES[found.state],
        "moments": [_moment(each) for each in queries.steps(signal_id)],
        "twins": [(each, STATE_TONES[each.signal.state]) for each in queries.twins(signal_id)],
        "clause": queries.terms(at).clauses["points"], **_doors(actor, found),
    }  # fmt: skip
    return page(request, "signals/signal.html", context)


def _facts(found: SignalFacts) -> list[Fact]:
    place = registry.places([found.place_id]).get(found.place_id) if found.place_id else None
    person = registry.persons([found.person_id]).get(found.person_id) if found.person_id else None
    original = queries.signal(found.duplicate_of_id) if found.duplicate_of_id else None
    incident = command.incident(found.incident_id) if found.incident_id else None
    known = [
        Fact(_("Channel"), queries.channel_words(found.channel)),
        Fact(_("Source"), f"{found.source} {found.source_ref}".strip()),
        Fact(_("Since when"), local_time(found.occurred_at)),
        Fact(_("Received"), local_time(found.received_at)),
        Fact(_("Area"), registry.full_name(found.area)),
        Fact(_("Place"), place.words, reverse("registry:place", args=[place.id])) if place else None,
        Fact(_("Person"), person.number) if person else None,
        Fact(_("People concerned"), found.people) if found.people is not None else None,
        Fact(_("Disease suspected"), Disease(found.disease).words) if found.disease else None,
        Fact(_("In whose hands"), found.owner or "—"),
        Fact(_("Due"), local_time(found.due_at)) if found.is_open else None,
        Fact(_("Duplicate of"), original.number, reverse("signals:signal", args=[original.id])) if original else None,
        Fact(_("Incident"), incident.number, reverse("command:incident", args=[incident.id])) if incident else None,
        Fact(_("Case"), found.case_number, reverse("cases:case", args=[found.case_id])) if found.case_id else None,
    ]
    return [each for each in known if each is not None]


def _moment(each: StepFacts) -> Moment:
    title = each.verdict.words if each.verdict else each.kind.words
    text = Words.written(each.note) if each.kind is StepKind.SCORED else each.note
    return Moment(each.at, title, text, STEP_TONES.get(each.kind, ""), by=each.by)


def _doors(actor: Actor, found: SignalFacts) -> dict[str, Any]:
    """The forms of what the reader may do with it now."""
    if not accounts.may(actor, Right.SIGNALS_WORK) or not areas.contains(actor.area, found.area):
        return {}
    if found.is_open:
        return {
            "may_check": bool(rules.may_check(found)), "verdict_form": VerdictForm(auto_id="verdict_%s"),
            "owner_form": OwnerForm(auto_id="owner_%s", owners=queries.owners(found.area)),
            "is_mine": not found.owner or found.owner_id == actor.user_id,
        }  # fmt: skip
    if not rules.may_follow(found):
        return {}
    incidents = [
        each for each in command.incidents(open_only=True) if each.disease == found.disease or not found.disease
    ]
    doors: dict[str, Any] = {"case_form": CaseForm(auto_id="case_%s")}
    if incidents:
        doors["join_form"] = JoinForm(auto_id="join_%s", incidents=incidents)
    if accounts.may(actor, Right.COMMAND_WRITE):
        doors["open_form"] = NewIncidentForm(auto_id="open_%s", initial={"disease": found.disease})
    return doors


@needs(Right.SIGNALS_WORK)
@require_POST
def assign(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Give a signal to somebody, or take it."""
    actor, at = _who(request)
    found = queries.signal(signal_id)
    given = _checked(OwnerForm(request.POST, owners=queries.owners(found.area)))
    owner = int(given["owner"]) if given["owner"] else None
    actions.assign(signal_id=signal_id, owner_id=owner, by=actor, at=at)
    return redirect("signals:signal", signal_id)


@needs(Right.SIGNALS_WORK)
@require_POST
def begin_check(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Say that checking has begun."""
    actor, at = _who(request)
    actions.begin_check(signal_id=signal_id, by=actor, at=at)
    return redirect("signals:signal", signal_id)


@needs(Right.SIGNALS_WORK)
@require_POST
def close(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Close a signal with a verdict."""
    actor, at = _who(request)
    given = _checked(VerdictForm(request.POST))
    given["verdict"] = Verdict(given["verdict"])
    actions.close(signal_id=signal_id, **given, by=actor, at=at)
    return redirect("signals:signal", signal_id)


@needs(Right.SIGNALS_WORK)
@require_POST
def tell_apart(request: HttpRequest, signal_id: UUID, twin_id: UUID) -> HttpResponse:
    """Say that two signals are not the same."""
    actor, at = _who(request)
    actions.tell_apart(signal_id=signal_id, other_id=twin_id, by=actor, at=at)
    return redirect("signals:signal", signal_id)


@needs(Right.SIGNALS_WORK)
@require_POST
def join_incident(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Make a confirmed signal part of an open incident."""
    actor, at = _who(request)
    given = _checked(JoinForm(request.POST, incidents=command.incidents(open_only=True)))
    actions.join_incident(signal_id=signal_id, incident_id=UUID(given["incident"]), by=actor, at=at)
    return redirect("signals:signal", signal_id)


@needs(Right.SIGNALS_WORK, Right.COMMAND_WRITE)
@require_POST
def want_incident(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Open an incident from a confirmed signal."""
    actor, at = _who(request)
    form = NewIncidentForm(request.POST)
    given = _checked(form)
    actions.want_incident(signal_id=signal_id, title=form.title(), disease=given["disease"], by=actor, at=at)
    return redirect("signals:signal", signal_id)


@needs(Right.SIGNALS_WORK)
@require_POST
def attach_case(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Attach a confirmed signal to a case."""
    actor, at = _who(request)
    given = _checked(CaseForm(request.POST))
    actions.attach_case(signal_id=signal_id, number=given["number"], by=actor, at=at)
    return redirect("signals:signal", signal_id)
