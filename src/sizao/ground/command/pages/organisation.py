"""Headquarters: the directory, one headquarters with its groups and state, and the signed change of state."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sizao.ground.command import actions, queries, rules
from sizao.ground.command.forms import MemberForm, StateForm
from sizao.ground.command.types import PANELS, Duty, HqState, StateFacts
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Kind, ListPage, Moment, OnPhone

TONES = {HqState.ROUTINE: "green", HqState.EMERGENCY: "red"}

HEADQUARTERS = ListPage(
    name="headquarters",
    caption=_("Headquarters"),
    columns=(
        Column(
            "name", _("Name"), on_phone=OnPhone.TITLE,
            link=lambda row: reverse("command:headquarters", args=[areas.printed(row.area)]),
        ),
        Column(
            "state", _("State"), value="state.state", kind=Kind.TAG, tone=lambda row: TONES[row.state.state],
            on_phone=OnPhone.TAG,
        ),
        Column("since", _("Since"), value="state.since", kind=Kind.TIME),
        Column("level", _("Level"), value=lambda row: areas.level_of(row.area)),
        Column("phone", _("Duty phone"), value="duty_phone", on_phone=OnPhone.HIDE),
    ),
    empty=_("No headquarters has been set up here"),
    empty_hint=_("Opening an incident sets one up."),
)  # fmt: skip


@needs(Right.COMMAND_READ)
def headquarters_list(request: HttpRequest) -> HttpResponse:
    """The headquarters above, here and below, with their state."""
    return list_page(request, HEADQUARTERS, queries.headquarters_list(), "command/headquarters_list.html")


@needs(Right.COMMAND_READ)
def headquarters_page(request: HttpRequest, code: str) -> HttpResponse:
    """One headquarters: its state with the paper behind it, its groups and who serves in them."""
    found = queries.headquarters(area_of(code))
    groups = queries.groups(found.area)
    context = {
        "hq": found,
        "code": areas.printed(found.area),
        "tone": TONES[found.state.state],
        "facts": _facts(found.state),
        "groups": groups,
        "panels": [said for each in PANELS if (said := each(found.area, request.at))],  # type: ignore[attr-defined]
        "moments": [_moment(each) for each in queries.state_history(found.area)],
        **_steps(request, found.area, found.state.state),
    }
    return page(request, "command/headquarters.html", context)


def _facts(state: StateFacts) -> list[Fact]:
    return [
        Fact(_("State"), state.state, tone=TONES[state.state]),
        Fact(_("Entered by"), state.by or "—"),
        Fact(_("Signed by"), state.signed_by or "—"),
        Fact(_("Document number"), state.number or "—"),
    ]


def _moment(state: StateFacts) -> Moment:
    assert state.since is not None
    text = " · ".join(part for part in (state.number, state.text) if part)
    return Moment(state.since, state.state, text, TONES[state.state], by=state.signed_by or state.by)


def _steps(request: HttpRequest, area: int, now: HqState) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    if not areas.contains(actor.area, area):
        return {}
    then = next(iter(rules.HQ_TRANSITIONS[now]))
    language = get_language() or "zh"
    groups = [(str(each.id), each.name.in_language(language)) for each in queries.groups(area)]
    return {
        "then": then,
        "may_enter": accounts.may(actor, Right.COMMAND_APPROVE) and accounts.may(actor, Right.COMMAND_WRITE),
        "state_form": StateForm(auto_id="state_%s") if accounts.may(actor, Right.COMMAND_APPROVE) else None,
        "member_form": MemberForm(auto_id="member_%s", groups=groups, initial={"duty": Duty.MEMBER.value})
        if accounts.may(actor, Right.COMMAND_WRITE)
        else None,
    }


@needs(Right.COMMAND_APPROVE)
@require_POST
def change_state(request: HttpRequest, code: str) -> HttpResponse:
    """Enter the emergency state, or leave it with a signed decision."""
    area = area_of(code)
    form = StateForm(request.POST)
    form.is_valid()
    then = next(iter(rules.HQ_TRANSITIONS[queries.headquarters(area).state.state]))
    decision = form.decision()
    actions.change_state(area=area, to=then, decision=decision, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("command:headquarters", code)


@needs(Right.COMMAND_WRITE)
@require_POST
def add_member(request: HttpRequest, code: str) -> HttpResponse:
    """Appoint an officer to a group."""
    groups = [(str(each.id), each.name.zh) for each in queries.groups(area_of(code))]
    form = MemberForm(request.POST, groups=groups)
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    given = form.cleaned_data
    actions.add_member(
        group_id=given["group"], name=given["name"], duty=Duty(given["duty"]), organisation=given["organisation"],
        phone=given["phone"], by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect("command:headquarters", code)


def area_of(code: str) -> int:
    """The area a printed code in an address means."""
    try:
        return areas.parse(code)
    except ValueError as error:
        raise Invalid(reason=code) from error
