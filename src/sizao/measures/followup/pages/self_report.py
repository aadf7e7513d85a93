"""The public pages on which somebody under follow-up reports for themselves: a door, and their own plan behind it.

No address carries a secret: the code and the second answer are typed, the phone is known by a cookie of this path alone.
Everything is a plain form; each may be sent twice on a bad network and counts once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sizao.ground.command import queries as command
from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import Look
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.decisions import Clause
from sizao.kernel.editions import Regime, library
from sizao.kernel.errors import SizaoError
from sizao.measures.followup import actions, errors, queries, rules
from sizao.measures.followup.forms import DoorForm, OwnCheckForm
from sizao.measures.followup.pages.showing import CHECK_TONES, TEST_TONES, now_of, today_of
from sizao.measures.followup.types import CHECK_DONE, CheckFacts, CheckOutcome, PlanFacts, Symptom
from sizao.measures.followup.types.invitations import Session, notices_source
from sizao.spine.accounts.types import Role
from sizao.spine.scope import queries as scope
from sizao.spine.web.queries import address_of, page, public

COOKIE = "sizao_self"
PATH = "/self/"
AFTERLIFE = timedelta(days=2)
"""The cookie outlives the day of release a little: release is decided, it does not happen by itself."""
LOOKS = 20
DOOR = Actor.system("followup.self")
"""Acts at the door only: nobody's area is known there yet."""
NOWHERE = 1
"""An area that nothing lies in: a person's own session sees the listed person and no area."""
SELF = "self"
View = Callable[[HttpRequest, Session], HttpResponse]


def _own(session: Session) -> Actor:
    """The person: the database shows this actor one person's rows and nothing else."""
    return Actor("本人 / self", ActorKind.PERSON, role=SELF, area=NOWHERE, persons=frozenset({session.person_id}))


def _desk(session: Session) -> Actor:
    """Writes what the person says into the area that manages them."""
    return Actor("本人 / self", ActorKind.PERSON, role=SELF, area=session.area)


def _session(request: HttpRequest) -> Session | None:
    with scope.acting(DOOR):
        return queries.session_of(request.COOKIES.get(COOKIE, ""), now_of(request))


def behind_the_door(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """A page of a phone that was let in and has answered lately; every other one is sent to the door."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        session = _session(request)
        if session is None or not session.is_proved:
            return redirect("self:door")
        return view(request, session)

    return public(guarded)


@public
@require_safe
def door(request: HttpRequest, handle: str = "") -> HttpResponse:
    """The door, or what lies behind it for a phone that was let in."""
    session = _session(request)
    if session is None:
        return page(request, "followup/self/door.html", {"form": DoorForm(initial={"handle": handle})})
    if not session.is_proved:
        return page(request, "followup/self/prove.html", {"form": DoorForm(is_second=True)})
    return _plan_page(request, session)


@public
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """A code and a second answer; whatever is wrong, the answer is the same."""
    form = DoorForm(request.POST)
    if not form.is_valid():
        return _shut(request, "followup/self/door.html", form, errors.DoorShut(reason=""))
    given, at = form.cleaned_data, now_of(request)
    try:
        with scope.acting(DOOR):
            token = actions.enter(
                code=given["code"], answer=given["answer"], handle=given["handle"], client=address_of(request), by=DOOR,
                at=at,
            )  # fmt: skip
    except errors.TooManyTries as waiting:
        return _shut(request, "followup/self/door.html", form, waiting)
    if token is None:
        return _shut(request, "followup/self/door.html", form, errors.DoorShut(reason=""))
    return _with_cookie(redirect("self:door"), token, at)


def _shut(request: HttpRequest, template: str, form: DoorForm, problem: SizaoError) -> HttpResponse:
    """The door with its one sentence; what was counted against the try is kept."""
    response = page(request, template, {"form": form, "problem": problem}, status=422)
    response.keeps_writes = True  # type: ignore[attr-defined]
    return response


def _with_cookie(response: HttpResponse, token: str, at: datetime) -> HttpResponse:
    with scope.acting(DOOR):
        session = queries.session_of(token, at)
        plan = queries.plan(session.plan_id) if session else None
    if plan is not None:
        left = timedelta(days=plan.days_left(today_of(plan.edition_id, at))) + AFTERLIFE
        response.set_cookie(
            COOKIE, token, max_age=int(left.total_seconds()), path=PATH, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


@public
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """The second answer once more: the phone may be in other hands by now."""
    session, form = _session(request), DoorForm(request.POST, is_second=True)
    if session is None:
        return redirect("self:door")
    problem: SizaoError = errors.DoorShut(reason="")
    if form.is_valid():
        try:
            with scope.acting(DOOR):
                is_right = actions.prove_again(
                    invitation_id=session.invitation_id, answer=form.cleaned_data["answer"],
                    client=address_of(request), by=DOOR, at=now_of(request),
                )  # fmt: skip
        except errors.TooManyTries as waiting:
            return _shut(request, "followup/self/prove.html", form, waiting)
        if is_right:
            return redirect("self:door")
    return _shut(request, "followup/self/prove.html", form, problem)


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Put the phone down."""
    session = _session(request)
    if session is not None:
        with scope.acting(DOOR):
            actions.leave(invitation_id=session.invitation_id)
    return redirect("self:door")


@require_POST
def _report(request: HttpRequest, session: Session) -> HttpResponse:
    form = OwnCheckForm(request.POST)
    if not form.is_valid():
        return _plan_page(request, session, problem=errors.TemperatureImplausible(temperature="?"), form=form)
    with scope.acting(_desk(session)):
        outcome = actions.report_own(
            plan_id=session.plan_id, told=form.told(), by=_desk(session), at=now_of(request)
        )  # fmt: skip
    return redirect(f"{reverse('self:door')}?said={outcome.value}")


@require_POST
def _ask(request: HttpRequest, session: Session) -> HttpResponse:
    with scope.acting(_desk(session)):
        actions.ask_review(
            plan_id=session.plan_id, text=request.POST.get("text", ""), by=_desk(session), at=now_of(request)
        )
    return redirect(f"{reverse('self:door')}?said=asked")


def _kindly(view: View) -> View:
    """Say on the person's own page what could not be done, with what they typed still there."""

    @wraps(view)
    def said(request: HttpRequest, session: Session) -> HttpResponse:
        try:
            return view(request, session)
        except SizaoError as refused:
            return _plan_page(request, session, problem=refused)

    return said


report = behind_the_door(_kindly(_report))
ask = behind_the_door(_kindly(_ask))


def _plan_page(
    request: HttpRequest, session: Session, *, problem: SizaoError | None = None, form: OwnCheckForm | None = None
) -> HttpResponse:  # fmt: skip
    at = now_of(request)
    with scope.acting(DOOR):
        actions.note_seen(invitation_id=session.invitation_id, by=_desk(session), at=at)
        looks = identity.who_looked(session.person_id, LOOKS)
    with scope.acting(_own(session)):
        plan = queries.plan(session.plan_id)
        context = _told(plan, at)
    with scope.acting(Actor.system("followup.self", session.area)):
        headquarters = command.headquarters_for(session.area)
        notices = notices_source.plugged(plan.incident_id, at)
    context |= {
        "phone": headquarters.duty_phone if headquarters else "", "notices": notices, "problem": problem,
        "looks": [(each, _looker(each)) for each in looks if each.role != SELF], "said": request.GET.get("said", ""),
        "typed": (form or OwnCheckForm()).data if form else {}, "symptoms": list(Symptom),
    }  # fmt: skip
    return page(request, "followup/self/plan.html", context, status=problem.status if problem else 200)


def _looker(look: Look) -> object:
    """Who looked, as the person concerned may read it: an organisation, else a role, else the platform."""
    roles = {each.value: each for each in Role}
    return look.organisation or roles.get(look.role, ActorKind.SYSTEM)


def _told(plan: PlanFacts, at: datetime) -> dict[str, Any]:
    """What the page says of one's own plan."""
    today = today_of(plan.edition_id, at)
    checks = [each for each in queries.checks(plan.id) if each.due_on == today]
    edition = library().get(plan.edition_id)
    regime = edition.regime(plan.regime_key)
    return {
        "plan": plan, "today": today, "phase": plan.phase_on(today), "edition": edition,
        "day": min(plan.day_on(today), plan.day_on(plan.end_on)), "days": plan.day_on(plan.end_on),
        "left": plan.days_left(today), "checks": [_check(each, at) for each in checks],
        "missed": sum(each.outcome is CheckOutcome.MISSED for each in queries.checks(plan.id)),
        "tests": [(each, TEST_TONES[each.state], each.due_on == today) for each in queries.tests(plan.id)],
        "end_rule": rules.end_rule(plan, regime), "clause": _clause(plan, regime), "reviews": queries.reviews(plan.id),
    }  # fmt: skip


def _clause(plan: PlanFacts, regime: Regime | None) -> Clause | None:
    """What the end rule rests on: the edition's release terms, else the plan's own clause."""
    return regime.release.clause if regime and regime.release else plan.clause


def _check(each: CheckFacts, at: datetime) -> tuple[CheckFacts, str, bool]:
    """A check of today, its tone, and whether it can be answered now."""
    is_open = each.opens_at <= at and each.outcome not in CHECK_DONE
    return each, CHECK_TONES[each.outcome], is_open
