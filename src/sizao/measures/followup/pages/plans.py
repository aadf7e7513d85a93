"""Plans: the list with bulk placement and release, one plan with its days, tests and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sizao.ground.identity.queries import proof
from sizao.ground.registry import queries as registry
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.errors import Invalid, NotFound, NotPermitted, SizaoError
from sizao.kernel.words import Words
from sizao.measures.followup import actions, queries, rules
from sizao.measures.followup.forms import AnswerForm, ExtendForm, PlaceForm, ReasonForm, TestForm
from sizao.measures.followup.pages.places import place_rows
from sizao.measures.followup.pages.showing import (
    CHECK_TONES,
    CLASS_TONES,
    INVITATION_TONES,
    PLAN_TONES,
    TEST_TONES,
    by_incident,
    chosen_incident,
    incident_choices,
    may,
    now_of,
    shown_plans,
    today_of,
)
from sizao.measures.followup.types import ARRIVAL, CheckFacts, PlanFacts, PlanState, TestResult
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, Moment, OnPhone
from sizao.trace.cases import queries as cases

MOST = 5_000


def _by_class(rows: Any, value: str) -> Any:
    return rows.filter(arrival__isnull=False) if value == "arrival" else rows.filter(contact_class=value)


PLANS = ListPage(
    name="plans",
    caption=_("Follow-up plans"),
    columns=(
        Column(
            "number", _("Number"), value="row.number", on_phone=OnPhone.TITLE,
            link=lambda each: reverse("followup:plan", args=[each.row.pk]),
        ),
        Column("name", _("Full name"), value="masked.name", right=Right.IDENTITY_SEARCH),
        Column(
            "state", _("State"), value=lambda each: PlanState(each.row.state), kind=Kind.TAG,
            tone=lambda each: PLAN_TONES[PlanState(each.row.state)], on_phone=OnPhone.TAG,
        ),
        Column(
            "contact_class", _("Class"), value=lambda each: each.row.facts().words, kind=Kind.TAG,
            tone=lambda each: CLASS_TONES[each.row.contact_class],
        ),
        Column("regime", _("Plan"), value="row.regime_label"),
        Column("release_on", _("Release from"), value="row.release_on", kind=Kind.DATE, sort="release_on"),
        Column("placed_at", _("In place since"), value="row.placed_at", kind=Kind.TIME),
        Column("phone", _("Phone"), value="masked.phone", right=Right.IDENTITY_SEARCH, is_hidden=True),
        Column("area", _("Area"), value="row.area", kind=Kind.AREA),
        Column("person", _("Person number"), kind=Kind.CODE, value="person_number", is_hidden=True),
    ),
    filters=(
        Filter("q", _("Number or person"), is_search=True, lookup=queries.search_plans),
        Filter("state", _("State"), is_tabs=True, choices=lambda: [("", _("all")), *((each.value, each.words) for each in PlanState)]),
        Filter("contact_class", _("Class"), lookup=_by_class,
               choices=lambda: [*((each.value, each.words) for each in ContactClass), ("arrival", ARRIVAL)]),
        Filter("incident", _("Incident"), lookup=by_incident("incident_id"), choices=incident_choices),
        Filter("placed", _("In place"), lookup=lambda rows, value: rows.filter(placed_at__isnull=value == "no"),
               choices=lambda: [("yes", _("in place")), ("no", _("not yet"))]),
    ),
    order="release_on",
    prepare=shown_plans,
    persons=lambda row: row.person_id,
    row_id=lambda each: each.row.pk,
    bulk="followup/_bulk.html",
    empty=_("No plan here"),
    empty_hint=_("A plan begins when a contact is approved."),
)  # fmt: skip


@needs(Right.FOLLOWUP_READ)
def plans_page(request: HttpRequest) -> HttpResponse:
    """Plans in scope by day of release, to be picked for placement and release."""
    context = {
        "incident": chosen_incident(request), "bulk_action": reverse("followup:confirm"),
        "may_write": may(request, Right.FOLLOWUP_WRITE), "may_release": may(request, Right.FOLLOWUP_RELEASE),
    }  # fmt: skip
    return list_page(request, PLANS, queries.plan_rows(), "followup/plans.html", context)


@needs(Right.FOLLOWUP_READ)
@require_POST
def confirm_page(request: HttpRequest) -> HttpResponse:
    """What a step on the picked plans means, before it is taken."""
    return _confirm(request, _picked(request), _step(request))


def _confirm(
    request: HttpRequest, picked: list[UUID], step: str, form: PlaceForm | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    found = {each.id: each for each in queries.plans(ids=picked)}
    if step == "release":
        decisions = queries.release_decisions(picked, now_of(request))
    else:
        decisions = {each.id: rules.may_step(each.state, PlanState.EXTENDED) for each in found.values()}
    allowed = [found[each] for each in picked if each in found and decisions.get(each, True)]
    context = {
        "step": step, "picked": [each for each in picked if each in found], "allowed": allowed,
        "touched": registry.touched(each.person_id for each in allowed),
        "refused": [(found[each], decisions[each]) for each in picked if each in decisions and not decisions[each]],
        "form": form or (_place_form([each.id for each in allowed], now_of(request)) if step == "place" else None),
        **(_left_open(allowed, now_of(request)) if step == "release" else {}),
    }  # fmt: skip
    return page(request, "followup/confirm.html", context, status=status)


def _left_open(allowed: Sequence[PlanFacts], at: datetime) -> dict[str, int]:
    """What no rule of release asks for and who releases should know: checks nobody did, people never brought in."""
    undone, people = queries.left_undone([each.id for each in allowed], at)
    return {"undone": undone, "undone_people": people, "unplaced": sum(each.placed_at is None for each in allowed)}


def _place_form(ids: Sequence[UUID], at: datetime) -> PlaceForm:
    """People arrive now and, where their plans ask for a site, at the only one; of several one has to be chosen."""
    return PlaceForm(at_site=queries.stay_at_site(ids, at), initial={"arrived_at": at})


def _picked(request: HttpRequest) -> list[UUID]:
    try:
        picked = [UUID(each) for each in request.POST.getlist("picked")]
    except ValueError as error:
        raise Invalid(reason=Words("所选记录无效", "what was picked")) from error
    if not picked or len(picked) > MOST:
        raise Invalid(reason=Words(f"请选择 1 至 {MOST} 人", f"pick between 1 and {MOST} people"))
    return picked


STEPS = {"release": Right.FOLLOWUP_RELEASE, "place": Right.FOLLOWUP_WRITE}
"""What may be done with those picked, and the right that the API asks for the same."""


def _step(request: HttpRequest) -> str:
    step = request.POST.get("step", "")
    if step not in STEPS:
        raise Invalid(reason=Words("没有这一操作", "there is no such step"))
    if not may(request, STEPS[step]):
        raise NotPermitted
    return step


@needs(Right.FOLLOWUP_READ)
@require_POST
def act_on_plans(request: HttpRequest) -> HttpResponse:
    """Release or place everybody picked."""
    picked, at = _picked(request), now_of(request)
    if _step(request) == "place":
        form = PlaceForm(request.POST)
        try:
            done = _place(request, picked, form)
        except NotFound:
            raise
        except SizaoError as refusal:
            form.add_error(None, refusal.words.in_language(get_language() or "zh"))
            return _confirm(request, picked, "place", form, status=refusal.status)
    else:
        receipt = actions.release_plans(
            plan_ids=picked, by=request.actor, at=at, reason=request.POST.get("reason", "")[:500]  # type: ignore[attr-defined]
        )  # fmt: skip
        done = len(receipt.done)
        for each in receipt.refused[:20]:
            messages.warning(request, f"{each.number}: {each.error.words.in_language(get_language() or 'zh')}")
    messages.success(request, ngettext("Recorded for %(n)s person.", "Recorded for %(n)s people.", done) % {"n": done})
    return redirect("followup:plans")


def _place(request: HttpRequest, picked: Sequence[UUID], form: PlaceForm) -> int:
    if not form.is_valid():
        raise Invalid(reason=Words("地点或时间填写有误", "the place or time was not filled in rightly"))
    place = form.cleaned_data["place"]
    return actions.record_placement(
        plan_ids=picked, place_id=int(place) if place else None, arrived_at=form.cleaned_data["arrived_at"],
        floor=form.cleaned_data["floor"], reason=form.cleaned_data["reason"], by=request.actor, at=now_of(request),  # type: ignore[attr-defined]
    )  # fmt: skip


@needs(Right.FOLLOWUP_READ)
def of_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The plan of a contact, or a page that says there is none."""
    cases.contact(contact_id)
    found = queries.plan_of_contact(contact_id)
    if found is not None:
        return redirect("followup:plan", found.id)
    return page(request, "followup/no_plan.html", {"contact_id": contact_id})


@needs(Right.FOLLOWUP_READ)
def plan_page(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """One plan: its phases, every check and test, and whether the person may be released."""
    plan, at = queries.plan(plan_id), now_of(request)
    audit.record(
        by=request.actor, at=at, action="followup.read", purpose="isolation_care", persons=[plan.person_id],  # type: ignore[attr-defined]
        fields="plan, checks, tests", area=plan.area,
    )  # fmt: skip
    today = today_of(plan.edition_id, at)
    [subject] = shown_plans([plan])
    context = {
        "plan": plan, "subject": subject, "tone": PLAN_TONES[plan.state], "facts": _facts(plan, at),
        "class_tone": CLASS_TONES[plan.contact_class or ""], "identity": _identity(request, subject),
        "episodes": cases.episodes(plan.person_id) if may(request, Right.CASES_READ) else [],
        "edition": library().get(plan.edition_id), "today": today, "phase": plan.phase_on(today),
        "days": _days(queries.checks(plan_id)), "tests": [(each, TEST_TONES[each.state]) for each in queries.tests(plan_id)],
        "decision": queries.release_decision(plan_id, at),
        "leaving": queries.leave_decisions([plan], at)[plan.id], "site_until": rules.site_until(plan) if plan.place_id else None,
        "end_rule": rules.end_rule(plan, library().get(plan.edition_id).regime(plan.regime_key)), "moments": _moments(plan_id),
        "may_write": may(request, Right.FOLLOWUP_WRITE) and plan.state in rules_open(),
        "may_release": may(request, Right.FOLLOWUP_RELEASE),
        "may_end": may(request, Right.FOLLOWUP_RELEASE) and plan.state in rules_open(), "test_form": TestForm(auto_id="test_%s", initial={"sampled_at": at}),
        "extend_form": ExtendForm(auto_id="extend_%s"), "break_form": ReasonForm(auto_id="break_%s"),
        "may_sample": rules.may_sample_room(plan, library().get(plan.edition_id)), "places": place_rows(plan_id),
        "results": list(TestResult), **_invitation(plan, at),
    }  # fmt: skip
    return page(request, "followup/plan.html", context)


def _invitation(plan: PlanFacts, at: datetime) -> dict[str, object]:
    """The newest code for reporting for oneself, and what the person asked to be looked at again."""
    found, asked = queries.invitation_of(plan.id, at), queries.reviews(plan.id)
    return {
        "may_invite": rules.may_invite(plan.state, proof.can_prove(plan.person_id)),
        "invitation": found, "invitation_tone": INVITATION_TONES[found.state.value] if found else "", "reviews": asked,
        "review_waits": any(each.answered_at is None for each in asked), "answer_form": AnswerForm(auto_id="answer_%s"),
    }  # fmt: skip


def rules_open() -> frozenset[PlanState]:
    """The states in which something is still owed."""
    return frozenset(state for state, following in rules.PLAN_TRANSITIONS.items() if following)


def _facts(plan: PlanFacts, at: Any) -> list[Fact]:
    today = today_of(plan.edition_id, at)
    place = registry.places([plan.place_id]) if plan.place_id else {}
    contact = cases.contacts_by_id([plan.contact_id]).get(plan.contact_id) if plan.contact_id else None
    arrival = queries.arrival(plan.arrival_id) if plan.arrival_id else None
    regime = library().get(plan.edition_id).regime(plan.regime_key)
    facts = [
        Fact(_("Plan"), regime.spoken if regime else plan.regime_label, note=plan.regime_label),
        Fact(_("Counted from") if arrival else _("Last exposure"), local_time(plan.anchor_at)),
        Fact(_("Day number"), f"{min(plan.day_on(today), plan.day_on(plan.end_on))} / {plan.day_on(plan.end_on)}"),
        Fact(_("Ends on"), local_time(plan.end_on)),
        Fact(_("Release from"), local_time(plan.release_on), note=_left(plan, today)),
        Fact(_("In place since"), local_time(plan.placed_at) or _("not yet")),
    ]
    storey = Words("", "") if plan.floor is None else Words(f"{plan.floor} 层", f"floor {plan.floor}")
    facts += [Fact(_("Site"), each.words, note=storey) for each in place.values()]
    if plan.environment:
        facts.append(Fact(_("Room and goods"), plan.environment.words))
    if arrival:
        facts += [Fact(_("Came from"), arrival.origin or "—"), Fact(_("Arrived"), local_time(arrival.arrived_at))]
    if contact:
        facts.append(Fact(_("Contact"), contact.number, reverse("cases:contact", args=[contact.id])))
    return facts


def _left(plan: PlanFacts, today: Any) -> Words:
    left = plan.days_left(today)
    return Words(f"还有 {left} 天", f"{left} days left") if left and plan.state in rules_open() else Words("", "")


def _identity(request: HttpRequest, subject: Any) -> list[Fact]:
    number = Fact(_("Person number"), subject.person_number)
    if not may(request, Right.IDENTITY_SEARCH):
        return [number]
    masked = subject.masked
    return [
        Fact(_("Full name"), masked.name),
        Fact(_("Phone"), masked.phone),
        Fact(_("Identity document"), masked.document),
        number,
    ]


def _days(checks: Sequence[CheckFacts]) -> list[tuple[object, list[tuple[CheckFacts, str]]]]:
    """Checks by day, each with its tone."""
    days: dict[object, list[tuple[CheckFacts, str]]] = {}
    for each in checks:
        days.setdefault(each.due_on, []).append((each, CHECK_TONES[each.outcome]))
    return sorted(days.items(), key=lambda pair: str(pair[0]))


def _moments(plan_id: UUID) -> list[Moment]:
    states = [
        Moment(each.at, each.state, each.reason, PLAN_TONES[each.state], by=each.by)
        for each in queries.statuses(plan_id)
    ]
    moved = [
        Moment(
            each.at, Words("重新计算", "Counted anew"),
            f"{each.reason}: {each.before['release_on']} → {each.after['release_on']}", "orange", by=each.by,
        )
        for each in queries.moves(plan_id)
    ]  # fmt: skip
    return sorted([*states, *moved], key=lambda each: each.at, reverse=True)


@needs(Right.FOLLOWUP_WRITE)
@require_POST
def record_test(request: HttpRequest, test_id: UUID) -> HttpResponse:
    """Record a result of a scheduled test."""
    form = TestForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason=Words("检测结果填写有误", "the result was not filled in rightly"))
    given, result = form.cleaned_data, TestResult(form.cleaned_data["result"])
    actions.record_test(
        test_id=test_id, result=result, sampled_at=given["sampled_at"], laboratory=given["laboratory"],
        by=request.actor, at=now_of(request),  # type: ignore[attr-defined]
    )  # fmt: skip
    test = queries.scheduled_test(test_id)
    said = {"day": local_time(test.due_on, "day"), "result": result.words.in_language(get_language() or "zh")}
    messages.success(request, gettext("The result of the test of %(day)s is recorded: %(result)s.") % said)
    return _to_plan(test.plan_id, "tests")


def _to_plan(plan_id: UUID, part: str = "") -> HttpResponse:
    return redirect(f"{reverse('followup:plan', args=[plan_id])}{'#' if part else ''}{part}")


@needs(Right.FOLLOWUP_WRITE)
@require_POST
def waive(request: HttpRequest, test_id: UUID) -> HttpResponse:
    """Excuse somebody from a scheduled test."""
    reason = request.POST.get("reason", "")[:500]
    actions.waive_test(test_id=test_id, reason=reason, by=request.actor, at=now_of(request))  # type: ignore[attr-defined]
    return _to_plan(queries.scheduled_test(test_id).plan_id, "tests")


@needs(Right.FOLLOWUP_RELEASE)
@require_POST
def extend(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Make a plan longer, with a reason."""
    form = ExtendForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason="; ".join(texts.as_text() for texts in form.errors.values()))
    given = form.cleaned_data
    actions.extend_plan(
        plan_id=plan_id, days=given["days"], reason=given["reason"], test_days=given["test_days"],
        by=request.actor, at=now_of(request),  # type: ignore[attr-defined]
    )  # fmt: skip
    messages.success(request, gettext("The plan was made longer."))
    return _to_plan(plan_id)


@needs(Right.FOLLOWUP_RELEASE)
@require_POST
def break_off(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """End a plan before its time, with a reason."""
    reason = request.POST.get("reason", "")[:500]
    actions.break_off_plans(plan_ids=[plan_id], reason=reason, by=request.actor, at=now_of(request))  # type: ignore[attr-defined]
    return _to_plan(plan_id)


@needs(Right.FOLLOWUP_WRITE)
@require_POST
def environment(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Note the result of the samples of room and goods."""
    result = request.POST.get("result", "")
    if result not in {each.value for each in TestResult}:
        raise Invalid(reason=Words("没有这一结果", "there is no such result"))
    actions.record_environment(
        plan_ids=[plan_id], result=TestResult(result), by=request.actor, at=now_of(request)  # type: ignore[attr-defined]
    )  # fmt: skip
    return _to_plan(plan_id)
