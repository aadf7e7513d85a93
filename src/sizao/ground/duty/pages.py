"""The pages of duty: a headquarters' week with what is wrong with it, pasting a week, hand-over sheets and signing them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import queries as command
from sizao.ground.duty import actions, queries, rules
from sizao.ground.duty.errors import NoSuchDesk
from sizao.ground.duty.forms import NoteForm, WeekForm
from sizao.ground.duty.types import Fault, HandOverFacts, NewShift, ShiftFacts, Side
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Kind, ListPage, OnPhone, Tab

WEEK = timedelta(days=7)


@needs(Right.COMMAND_READ)
def own_roster(request: HttpRequest) -> HttpResponse:
    """The roster of the headquarters that commands the own area."""
    commanding = command.headquarters_for(request.actor.area)  # type: ignore[attr-defined]
    if commanding is None:
        return page(request, "duty/no_headquarters.html")
    return redirect("duty:roster", areas.printed(commanding.area))


@needs(Right.COMMAND_READ)
def roster(request: HttpRequest, code: str) -> HttpResponse:
    """A week of a headquarters' duty: who serves when, who is there now, gaps and double bookings."""
    found = command.headquarters(_area(code))
    at: datetime = request.at  # type: ignore[attr-defined]
    start = _week(request, at)
    shifts = queries.shifts(found.area, start, start + WEEK)
    tz = get_current_timezone()
    may_write = accounts.may(request.actor, Right.COMMAND_WRITE) and areas.contains(request.actor.area, found.area)  # type: ignore[attr-defined]
    context = {
        "hq": found,
        "code": areas.printed(found.area),
        "tabs": _weeks(start, at),
        "now": queries.on_duty(found.area, at),
        "days": _days(shifts, at),
        "problems": [(each, rules.problem_words(each, tz)) for each in rules.problems(shifts)],
        "late": [each for each in queries.late_hand_overs(at, within=found.area) if each.shift.area == found.area],
        "may_write": may_write,
    }
    return page(request, "duty/roster.html", context)


def _week(request: HttpRequest, at: datetime) -> datetime:
    """The Monday, at midnight local time, of the week asked for."""
    text = request.GET.get("week", "")
    try:
        day = date.fromisoformat(text) if text else localdate(at)
    except ValueError as error:
        raise Invalid(reason=text) from error
    monday = day - timedelta(days=day.weekday())
    return datetime.combine(monday, time(), get_current_timezone())


def _weeks(start: datetime, at: datetime) -> list[Tab]:
    here = localdate(at) - timedelta(days=localdate(at).weekday())
    shown = start.date()
    offered = {here - WEEK: _("last week"), here: _("this week"), here + WEEK: _("next week")}
    tabs = [Tab(label, f"?week={day}", None, day == shown) for day, label in offered.items()]
    return tabs if shown in offered else [*tabs, Tab(str(shown), f"?week={shown}", None, True)]


def _days(shifts: Sequence[Any], at: datetime) -> list[tuple[date, list[tuple[Any, bool, bool]]]]:
    """Shifts by the local day on which they begin: the shift, whether it runs now, whether it may be handed over."""
    tz = get_current_timezone()
    by_day: dict[date, list[tuple[Any, bool, bool]]] = {}
    for each in shifts:
        may = each.start <= at and not each.hand_over_id
        by_day.setdefault(each.start.astimezone(tz).date(), []).append((each, each.covers(at), may))
    return list(by_day.items())


@needs(Right.COMMAND_WRITE)
@require_http_methods(["GET", "POST"])
def paste_week(request: HttpRequest, code: str) -> HttpResponse:
    """Paste a week: first it is read and shown with what is wrong, then it is saved whole or not at all."""
    found = command.headquarters(_area(code))
    form = WeekForm(request.POST or None)
    context: dict[str, object] = {"hq": found, "code": areas.printed(found.area), "form": form, "example": EXAMPLE}
    if request.method != "POST":
        return page(request, "duty/paste.html", context)
    shifts: list[NewShift] = []
    faults: list[Words] = []
    if form.is_valid():
        shifts, unread = rules.read_week(form.cleaned_data["week"], get_current_timezone())
        faults = _faults(found.area, shifts, unread)
    if request.POST.get("step") == "save" and shifts and not faults:
        ids = actions.save_shifts(area=found.area, shifts=shifts, by=request.actor, at=request.at)  # type: ignore[attr-defined]
        messages.success(request, gettext("Shifts entered: %(number)s") % {"number": len(ids)})
        week = min(each.start for each in shifts).date()
        return redirect(f"{reverse('duty:roster', args=[code])}?week={week}")
    context |= {"shifts": shifts, "faults": faults, "may_save": bool(shifts) and not faults, "is_read": True}
    return page(request, "duty/paste.html", context, status=422 if faults or form.errors else 200)


EXAMPLE = "2021-12-13\t08:00-20:00\t\t张三\t李四、王五\t赵六\n2021-12-13\t20:00-08:00\t\t钱七\t孙八、周九\t吴十"
"""Two lines of a week, with names nobody has."""


def _faults(area: int, shifts: Sequence[NewShift], unread: Sequence[Fault]) -> list[Words]:
    """Everything that keeps a pasted week from being saved, each in a sentence."""
    said = [each.words for each in unread]
    if not shifts:
        return said
    try:
        named = actions.resolved(area, shifts)
    except NoSuchDesk as error:
        return [*said, error.words]
    around = queries.shifts(area, min(each.start for each in shifts), max(each.until for each in shifts))
    wanted: list[NewShift | ShiftFacts] = [*around, *(each for each, _group in named)]
    return said + [rules.problem_words(each, get_current_timezone()) for each in rules.problems(wanted)]


@needs(Right.COMMAND_WRITE)
@require_POST
def withdraw(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Take a shift out of the roster."""
    found = queries.shift(shift_id)
    actions.withdraw_shift(shift_id=shift_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("duty:roster", areas.printed(found.area))


HAND_OVERS = ListPage(
    name="hand-overs",
    caption=_("Hand-overs"),
    columns=(
        Column(
            "shift", _("Shift"), value=lambda row: _span(row.shift), on_phone=OnPhone.TITLE,
            link=lambda row: reverse("duty:hand_over", args=[row.id]),
        ),
        Column(
            "state", _("State"), kind=Kind.TAG, on_phone=OnPhone.TAG,
            value=lambda row: _("signed by both") if row.is_signed else _("waiting for signatures"),
            tone=lambda row: "green" if row.is_signed else "orange",
        ),
        Column("desk", _("Desk"), value="shift.desk"),
        Column("area", _("Area"), value="shift.area", kind=Kind.AREA),
        Column("lead", _("Shift lead"), value="shift.lead"),
        Column("items", _("Open items"), value=lambda row: len(row.items), kind=Kind.NUMBER),
        Column("drawn_at", _("Drawn"), kind=Kind.TIME),
    ),
    order="",
    empty=_("No hand-over sheet yet"),
    empty_hint=_("At the end of a shift its sheet is drawn from the roster."),
)  # fmt: skip


def _span(shift: Any) -> str:
    tz = get_current_timezone()
    return f"{local_time(shift.start, 'short')}–{shift.until.astimezone(tz):%H:%M}"


@needs(Right.COMMAND_READ)
def hand_overs_page(request: HttpRequest) -> HttpResponse:
    """The latest hand-over sheets, and the shifts that owe one."""
    late = queries.late_hand_overs(request.at, within=request.actor.area)  # type: ignore[attr-defined]
    return list_page(request, HAND_OVERS, queries.hand_overs(), "duty/hand_overs.html", {"late": late})


@needs(Right.COMMAND_READ, Right.TASKS_WRITE)
@require_POST
def draw(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Draw the hand-over sheet of a shift."""
    form = NoteForm(request.POST)
    form.is_valid()
    made = actions.draw_hand_over(
        shift_id=shift_id, note=form.cleaned_data.get("note", ""), by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect("duty:hand_over", made)


@needs(Right.COMMAND_READ)
def hand_over_page(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """One hand-over sheet: what was open when it was drawn, and both signatures."""
    found = queries.hand_over(hand_over_id)
    may_sign = accounts.may(request.actor, Right.TASKS_WRITE)  # type: ignore[attr-defined]
    sides = [
        (side, found.sign(side), rules.may_sign(found, side, request.actor) if may_sign else None)  # type: ignore[attr-defined]
        for side in Side
    ]
    context = {"sheet": found, "facts": _facts(found), "items": _items(found), "sides": sides}
    return page(request, "duty/hand_over.html", context)


def _facts(found: HandOverFacts) -> list[Fact]:
    return [
        Fact(_("Desk"), found.shift.desk),
        Fact(_("Shift"), _span(found.shift)),
        Fact(_("Handing over"), f"{found.shift.lead} / {found.shift.on_duty or '—'}"),
        Fact(
            _("Taking over"),
            f"{found.next_shift.lead} / {found.next_shift.on_duty or '—'}" if found.next_shift else "—",
        ),
        Fact(_("Fingerprint"), found.sha256[:16]),
    ]


def _items(found: HandOverFacts) -> list[tuple[Any, str, datetime | None]]:
    return [
        (each, reverse(each.place, args=[each.argument]) if each.place else "", _moment(each.since))
        for each in found.items
    ]


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@needs(Right.COMMAND_READ, Right.TASKS_WRITE)
@require_POST
def sign(request: HttpRequest, hand_over_id: UUID, side: str) -> HttpResponse:
    """Sign a hand-over sheet for one side."""
    if side not in set(Side):
        raise Invalid(reason=side)
    name = str(getattr(request.user, "display_name", "") or request.actor.name)  # type: ignore[attr-defined]
    actions.sign_hand_over(hand_over_id=hand_over_id, side=Side(side), name=name, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("duty:hand_over", hand_over_id)


def _area(code: str) -> int:
    try:
        return areas.parse(code)
    except ValueError as error:
        raise Invalid(reason=code) from error
