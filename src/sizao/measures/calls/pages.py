"""Pages of calls: the caller's own list, one call with its script, all calls, the callers, who was not reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import queries as command
from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import MaskedIdentity
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.errors import SizaoError
from sizao.measures.calls import actions, queries, rules
from sizao.measures.calls.forms import CallerForm, PlanForm, TeamForm, TryForm
from sizao.measures.calls.types import (
    OPEN_CALLS,
    CallFacts,
    CallOutcome,
    CallPurpose,
    CallState,
    CallStepFacts,
    YesNo,
)
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right, Role
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, Kpi, ListPage, Moment, OnPhone

TONES = {
    CallState.WAITING: "orange", CallState.RETRY: "purple", CallState.REACHED: "green", CallState.HANDED_OVER: "red",
    CallState.CLOSED: "grey",
}  # fmt: skip
NOBODY = MaskedIdentity()

CALLS = ListPage(
    name="calls",
    caption=_("Calls"),
    columns=(
        Column("call", _("Purpose"), value=lambda row: CallPurpose(row.purpose), on_phone=OnPhone.TITLE,
               link=lambda row: reverse("calls:call", args=[row.pk])),
        Column("state", _("State"), value=lambda row: CallState(row.state), kind=Kind.TAG,
               tone=lambda row: TONES[CallState(row.state)], on_phone=OnPhone.TAG),
        Column("caller", _("Caller")),
        Column("attempts", _("Tries"), kind=Kind.NUMBER),
        Column("outcome", _("Last outcome"), value=lambda row: CallOutcome(row.outcome) if row.outcome else "—"),
        Column("next_at", _("Next try"), kind=Kind.TIME, sort="next_at"),
        Column("area", _("Area"), kind=Kind.AREA),
    ),
    filters=(
        Filter("state", _("State"), is_tabs=True,
               choices=lambda: [("", _("all")), *((each.value, each.words) for each in CallState)]),
        Filter("purpose", _("Purpose"), choices=lambda: [(each.value, each.words) for each in CallPurpose]),
    ),
    order="next_at",
    persons=lambda row: row.person_id,
    empty=_("Nobody is on the call list"),
)  # fmt: skip


def _who(request: HttpRequest) -> tuple[Actor, datetime]:
    return request.actor, request.at  # type: ignore[attr-defined]


def _may(request: HttpRequest, right: Right) -> bool:
    return accounts.may(request.actor, right)  # type: ignore[attr-defined]


def _masked(request: HttpRequest, found: Sequence[CallFacts]) -> dict[int, MaskedIdentity]:
    """Masked identities of people to be called, for those who call; each look in the access log."""
    persons = [each.person_id for each in found]
    if not persons or not _may(request, Right.IDENTITY_SEARCH):
        return {}
    actor, at = _who(request)
    audit.record(by=actor, at=at, action="calls.read", purpose="contact_management", persons=persons, fields="masked")
    return identity.masked(persons)


def _shown(request: HttpRequest, found: Sequence[CallFacts]) -> list[tuple[CallFacts, str, MaskedIdentity]]:
    masked = _masked(request, found)
    return [(each, TONES[each.state], masked.get(each.person_id, NOBODY)) for each in found]


@needs(Right.CALLS_READ)
def mine(request: HttpRequest) -> HttpResponse:
    """The caller's own calls: those due now, then those whose next try comes later."""
    actor, at = _who(request)
    found = queries.mine(actor.user_id)
    held = queries.held(found, at)
    rows = [(*row, held[row[0].id][1] if row[0].id in held else None) for row in _shown(request, found)]
    due = {each.id for each in found if each.next_at <= at and each.id not in held}
    context = {
        "due": [row for row in rows if row[0].id in due], "later": [row for row in rows if row[0].id not in due],
        "may_make": _may(request, Right.CALLS_MAKE), "quiet": queries.quiet_hours(), "kpis": _kpis(), "may_manage": _may(request, Right.CALLS_MANAGE),
    }  # fmt: skip
    return page(request, "calls/mine.html", context)


def _kpis() -> list[Kpi]:
    counts = queries.counts()
    tones = {CallState.WAITING: "orange", CallState.RETRY: "orange", CallState.REACHED: "green"}
    there = reverse("calls:calls")
    return [
        Kpi(each.words, counts[each], href=f"{there}?state={each.value}", tone=tones.get(each, "") if counts[each] else "")
        for each in CallState
    ]  # fmt: skip


@needs(Right.CALLS_READ)
def calls_page(request: HttpRequest) -> HttpResponse:
    """Every call of the area."""
    context = {
        "may_manage": _may(request, Right.CALLS_MANAGE),
        "ladder": queries.ladder(),
        "quiet": queries.quiet_hours(),
    }
    return list_page(request, CALLS, queries.call_rows(), "calls/calls.html", context)


@needs(Right.CALLS_READ)
def unreached(request: HttpRequest) -> HttpResponse:
    """Who has not been reached: tried and to be tried again, or handed to the grid."""
    rows = [(*each, None) for each in _shown(request, queries.unreached())]
    return page(request, "calls/unreached.html", {"rows": rows})


@needs(Right.CALLS_READ)
def call_page(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """One call: whom to call, what to say, what came of each try."""
    return _call_page(request, queries.call(call_id), TryForm())


def _call_page(
    request: HttpRequest, found: CallFacts, form: TryForm, *, number: str | None = None, status: int = 200
) -> HttpResponse:
    actor, at = _who(request)
    masked = _masked(request, [found]).get(found.person_id, NOBODY)
    may_call = _may(request, Right.CALLS_MAKE) and bool(rules.may_call(found, actor.user_id))
    area = registry.area_names([found.area])[found.area]
    script = queries.script(found, at, area=area, name=masked.name or "—") if may_call else None
    night = queries.nights([found])[found.id]
    disturb = rules.may_disturb(night, found, at, began=queries.began_at(found.id, actor.name))
    if disturb:
        form.fields.pop("reason")
    noted = {key: value for key, value in request.POST.items() if key.startswith(ANSWER)}
    context = {
        "call": found, "masked": masked, "tone": TONES[found.state], "form": form, "number": number,
        "may_call": may_call, "may_open": may_call and _may(request, Right.IDENTITY_REVEAL), "facts": _facts(found, masked),
        "script": script, "lines": [(each, noted.get(ANSWER + each.key, "")) for each in script.lines] if script else [],
        "yes_no": list(YesNo), "follows": rules.what_follows(queries.ladder(), found, at, night) if may_call else [],
        "is_early": rules.is_early(night, found, at), "disturb": disturb, "quiet": night.quiet, "ground": disturb.facts.get("ground"),
        "is_open": found.state in OPEN_CALLS, "ladder": queries.ladder(),
        "moments": [
            Moment(each.at, each.outcome or each.kind, _said(each), "", by=each.by) for each in queries.steps(found.id)
        ],
    }  # fmt: skip
    return page(request, "calls/call.html", context, status=status)


ANSWER = "answer_"
"""How a field of the walk-through begins; the question's key follows."""


def _answers(request: HttpRequest) -> dict[str, str]:
    """What was answered on the walk-through; questions left empty are not noted."""
    given = {
        key.removeprefix(ANSWER): str(value).strip() for key, value in request.POST.items() if key.startswith(ANSWER)
    }
    return {key: value for key, value in given.items() if value}


QUESTIONS = {
    "where": _("now at"), "near": _("within the distance"), "long": _("as long as that"),
    "household": _("people at home"), "trips": _("places and vehicles"), "symptoms": _("symptoms"),
    "temperature": _("temperature"), "help": _("needs"),
}  # fmt: skip
"""The questions of the script in a word, for the history of a call."""


def _said(step: CallStepFacts) -> str:
    """A step's note and its answers, on one line."""
    language = get_language() or "zh"
    words = {each.value: each.words.in_language(language) for each in YesNo}
    said = [f"{QUESTIONS.get(key, key)}: {words.get(value, value)}" for key, value in step.answers.items()]
    night = [_("quiet hours: %(ground)s") % {"ground": step.ground.words.in_language(language)}] if step.ground else []
    return " · ".join(str(each) for each in (step.note, *said, *night, step.reason) if each)


def _language(code: str) -> str:
    """A language by its name; a code that nobody knows as it is."""
    if code == "zh":
        return str(_("Chinese"))
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _facts(found: CallFacts, masked: MaskedIdentity) -> list[Fact]:
    names = registry.area_names([found.area])
    return [
        Fact(_("Full name"), masked.name or "—"),
        Fact(_("Phone"), masked.phone or "—"),
        Fact(_("Area"), names[found.area]),
        Fact(_("Language"), _language(found.language)),
        Fact(_("Caller"), found.caller or "—"),
        Fact(_("Tries"), f"{found.attempts} / {queries.ladder().tries}"),
    ]


@needs(Right.CALLS_MAKE, Right.IDENTITY_REVEAL)
@require_POST
def number(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Open the number of the call in hand; it is in this answer alone and in the log."""
    actor, at = _who(request)
    reason, found = request.POST.get("reason", "").strip()[:200], queries.call(call_id)
    opened = actions.open_number(call_id=call_id, by=actor, at=at, reason=reason)
    return _call_page(request, found, TryForm(initial={"reason": reason}), number=opened)


@needs(Right.CALLS_MAKE)
@require_POST
def record(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Record a try."""
    actor, at = _who(request)
    found, form = queries.call(call_id), TryForm(request.POST)
    if not form.is_valid():
        return _call_page(request, found, form, status=422)
    given = form.cleaned_data
    try:
        actions.record(
            call_id=call_id, outcome=CallOutcome(given["outcome"]), note=given["note"], again_at=given["again_at"],
            language=given["language"].strip(), answers=_answers(request), reason=given["reason"],
            by=actor, at=at,
        )  # fmt: skip
    except SizaoError as refused:
        form.add_error(None, refused.words.in_language(get_language() or "zh"))
        return _call_page(request, found, form, status=refused.status)
    messages.success(request, _("Recorded."))
    return redirect("calls:mine")


@needs(Right.CALLS_MANAGE)
@require_http_methods(["GET", "POST"])
def callers(request: HttpRequest) -> HttpResponse:
    """Who calls, in which team and languages, and how much each has open; teams with the area they call first."""
    actor, at = _who(request)
    named, is_team = _callers_to_be(actor), "team_name" in request.POST
    given = request.POST or None
    form = CallerForm(
        None if is_team else given, accounts=[(str(key), name) for key, name in named.items()], teams=queries.teams()
    )
    team_form = TeamForm(given if is_team else None, areas=_team_areas(actor))
    if request.method == "POST" and (team_form if is_team else form).is_valid():
        _keep(team_form if is_team else form, named, actor, at)
        return redirect("calls:callers")
    context: dict[str, Any] = {
        "form": form, "team_form": team_form, "rows": queries.callers(), "teams": queries.teams(),
    }  # fmt: skip
    return page(request, "calls/callers.html", context, status=422 if form.errors or team_form.errors else 200)


def _team_areas(actor: Actor) -> list[tuple[str, str]]:
    """The own area and the towns in it."""
    language = get_language() or "zh"
    found = [registry.area(actor.area), *registry.areas_at(areas.Level.TOWN, actor.area)]
    return [(areas.printed(each.code), each.words.in_language(language)) for each in found[:MOST_AREAS]]


MOST_AREAS = 400
"""Areas that a choice lists; a wider area than a city forms its teams in its cities."""


def _keep(form: CallerForm | TeamForm, named: dict[int, str], actor: Actor, at: datetime) -> None:
    given = form.cleaned_data
    if isinstance(form, TeamForm):
        actions.make_team(name=given["team_name"], area=areas.parse(given["team_area"]), by=actor, at=at)
        return
    user = int(given["account"])
    actions.enter_caller(
        user_id=user, name=named[user], languages=given["languages"].split(), is_present=given["is_present"],
        team_id=UUID(given["team"]) if given["team"] else None, by=actor, at=at,
    )  # fmt: skip


def _callers_to_be(actor: Actor) -> dict[int, str]:
    """Accounts inside the area whose role may call."""
    roles = {Role.TRACER, Role.EPIDEMIOLOGIST}
    found = accounts.users(actor.area)
    return {each.id: each.display_name for each in found if any(grant.role in roles for grant in each.grants)}


@needs(Right.CALLS_MANAGE)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Put the approved contacts of an incident on the list and share the calls evenly."""
    actor, at = _who(request)
    form = PlanForm(request.POST or None, incidents=command.incidents(open_only=True))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            done = actions.plan(
                incident_id=UUID(given["incident"]), purpose=CallPurpose(given["purpose"]), by=actor, at=at
            )
        except SizaoError as refused:
            form.add_error(None, refused.words.in_language(get_language() or "zh"))
        else:
            said = ngettext("%(n)s call was put on the list.", "%(n)s calls were put on the list.", done)
            messages.success(request, said % {"n": done})
            return redirect("calls:calls")
    return page(request, "calls/plan.html", {"form": form}, status=422 if form.errors else 200)
