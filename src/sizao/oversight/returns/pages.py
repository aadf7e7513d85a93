"""Pages of the daily returns: the officer's sheet, the office's day, the roll-up, the reconciliation, the units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.identity import queries as identity
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.errors import Invalid, NotFound, SizaoError
from sizao.oversight.returns import actions, queries, rules
from sizao.oversight.returns.forms import FormForm, SheetForm, UnitForm, ids_of
from sizao.oversight.returns.types import Reconciliation, ReturnForm, ReturnState, RollUp, Sheet, Standing
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.types import Kpi, Tab

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {
    ReturnState.FILED: "green", ReturnState.NIL: "blue", ReturnState.MISSING: "red", ReturnState.WAITING: "grey",
}  # fmt: skip
WORST_FIRST = (ReturnState.MISSING, ReturnState.WAITING, ReturnState.FILED, ReturnState.NIL)
SHOWN_NAMES = 200
"""Most persons whose masked names one page shows."""


def _who(request: HttpRequest) -> tuple[Actor, datetime]:
    return request.actor, request.at  # type: ignore[attr-defined]


def _day(on: str) -> date:
    try:
        return date.fromisoformat(on)
    except ValueError as error:
        raise NotFound from error


def _chosen(request: HttpRequest) -> date:
    """The day in the address, else the last one for which a return was owed."""
    actor, at = _who(request)
    return _day(request.GET["on"]) if request.GET.get("on") else queries.last_day(at, actor.area)


def _form_id(request: HttpRequest) -> str:
    wanted = request.GET.get("form", "")
    return wanted if wanted in {each.id for each in queries.forms()} else ""


@needs(Right.RETURNS_READ)
def returns(request: HttpRequest) -> HttpResponse:
    """Who has filed, who is nil, who is missing; and on top what the reader's own unit still owes."""
    actor, at = _who(request)
    on, form_id = _chosen(request), _form_id(request)
    everything = queries.standings(on, at, actor.area)
    stood = [each for each in everything if not form_id or each.form.id == form_id]
    context = {
        "on": on, "before": on - timedelta(days=1), "after": on + timedelta(days=1), "form_id": form_id,
        "mine": queries.to_file(at, actor.user_id, actor.area) if _may(actor, Right.RETURNS_FILE) else [],
        "rows": [(each, TONES[each.state]) for each in sorted(stood, key=_by_need)],
        "kpis": _kpis(stood), "tabs": _tabs(everything, on, form_id), "tones": TONES,
        "owing": [each for each in stood if each.state is ReturnState.MISSING],
        "may_chase": _may(actor, Right.RETURNS_MANAGE), "may_check": _may(actor, Right.CASES_COUNT),
    }  # fmt: skip
    return page(request, "returns/returns.html", context)


def _may(actor: Actor, right: Right) -> bool:
    return accounts.may(actor, right)


def _by_need(each: Standing) -> tuple[int, bool, int]:
    return WORST_FIRST.index(each.state), not each.is_late, each.unit.area


def _kpis(stood: Iterable[Standing]) -> list[Kpi]:
    found = list(stood)

    def count(state: ReturnState) -> int:
        return sum(each.state is state for each in found)

    missing = count(ReturnState.MISSING)
    return [
        Kpi(_("Units that owe a return"), len(found)),
        Kpi(_("Returns in"), count(ReturnState.FILED) + count(ReturnState.NIL), tone="green"),
        Kpi(_("of them nil"), count(ReturnState.NIL), tone="blue"),
        Kpi(_("of them late"), sum(each.is_late for each in found), tone="orange" if any(each.is_late for each in found) else ""),
        Kpi(_("Missing"), missing, tone="red" if missing else ""),
    ]  # fmt: skip


def _tabs(stood: Iterable[Standing], on: date, form_id: str) -> list[Tab]:
    found = list(stood)
    here = reverse("returns:returns")
    owed = {each.form.id for each in found}
    tabs = [Tab(_("All returns"), f"{here}?on={on}", len(found), not form_id)]
    return tabs + [
        Tab(each.words, f"{here}?on={on}&form={each.id}", sum(row.form.id == each.id for row in found), each.id == form_id)
        for each in queries.forms()
        if each.id in owed
    ]  # fmt: skip


@needs(Right.RETURNS_MANAGE)
@require_POST
def chase(request: HttpRequest) -> HttpResponse:
    """Ask the picked units, each for the return it owes."""
    actor, at = _who(request)
    on = _day(request.POST.get("on", ""))
    asked = 0
    for form in queries.forms():
        ids = ids_of(request.POST.getlist(form.id))
        if ids:
            asked += actions.chase(unit_ids=ids, form_id=form.id, on=on, by=actor, at=at)
    said = ngettext("%(n)s unit was asked; the task is in its hands.", "%(n)s units were asked; the tasks are in their hands.", asked)  # fmt: skip
    messages.success(request, said % {"n": asked})
    return redirect(f"{reverse('returns:returns')}?on={on}")


@needs(Right.RETURNS_READ)
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, unit_id: UUID, form_id: str, on: str) -> HttpResponse:
    """One unit's sheet of a day: what the platform counts, what to type, one tap for nil; once filed, locked."""
    _actor, at = _who(request)
    found = queries.sheet(unit_id, form_id, _day(on), at)
    form = SheetForm(found, request.POST or None)
    if request.method == "POST":
        return _submit(request, found, form)
    return _sheet(request, found, form)


def _submit(request: HttpRequest, found: Sheet, form: SheetForm) -> HttpResponse:
    actor, at = _who(request)
    if not _may(actor, Right.RETURNS_FILE):
        raise NotFound
    if not form.is_valid():
        return _sheet(request, found, form, 422)
    try:
        made = actions.submit(new=form.new(is_nil="nil" in request.POST), by=actor, at=at)
    except Invalid as refused:
        form.add_error(None, refused.words.in_language(get_language() or "zh"))
        return _sheet(request, found, form, 422)
    messages.success(request, _("Filed and locked: %(number)s") % {"number": made.number})
    return redirect("returns:sheet", found.unit.id, found.form.id, f"{found.on}")


def _sheet(request: HttpRequest, found: Sheet, form: SheetForm, status: int = 200) -> HttpResponse:
    actor, at = _who(request)
    is_over = at >= queries.day_end(found.on)
    owed = queries.duty(found.unit.id, found.form.id, found.on) is not None
    counted = [line for line in found.known() if not line.indicator.is_level and line.value]
    context = {
        "sheet": found, "form": form, "is_over": is_over, "is_owed": owed, "is_late": at > found.due_at,
        "may_file": _may(actor, Right.RETURNS_FILE) and owed and is_over, "may_nil": not counted,
        "revisions": queries.revisions(found.unit.id, found.form.id, found.on),
        "is_own": found.unit.area == actor.area,
        "open": bool(form.errors), "labels": {each.key: each for each in found.form.indicators},
    }  # fmt: skip
    return page(request, "returns/sheet.html", context, status=status)


@needs(Right.RETURNS_READ)
def roll_up(request: HttpRequest, on: str) -> HttpResponse:
    """The day's returns rolled up: each unit once, missing and late ones by name, the platform's own count beside it."""
    found = _rolled(request, on)
    columns = [each.indicator for each in found.totals]
    rows = [
        (each, TONES[each.state], [each.filed.figures.get(column.key) if each.filed else None for column in columns])
        for each in found.standings
    ]
    context = {
        "found": found, "on": found.on, "rows": rows, "form_id": _form_id(request),
        "missing": found.in_state(ReturnState.MISSING, ReturnState.WAITING), "names": _unit_names(found), "behind": _behind(found),
        "may_check": _may(_who(request)[0], Right.CASES_COUNT),
    }  # fmt: skip
    return page(request, "returns/roll_up.html", context)


def _unit_names(found: RollUp) -> dict[str, Any]:
    """By indicator, the units that are inside another unit's figure, by name."""
    known = {each.unit.id: each.unit for each in found.standings}
    return {
        total.indicator.key: queries.unit_words(known[each] for each in total.covered)
        for total in found.totals
        if total.covered
    }


def _behind(found: RollUp) -> dict[str, Any]:
    """By indicator, the units whose own sum is older than the returns below it, each with what it said."""
    known = {each.unit.id: each.unit.words for each in found.standings}
    return {
        total.indicator.key: [(known[each], said) for each, said in total.behind.items()]
        for total in found.totals
        if total.behind
    }


def _rolled(request: HttpRequest, on: str) -> RollUp:
    actor, at = _who(request)
    return queries.roll_up(_day(on), at, actor.area, _form_id(request))


@needs(Right.RETURNS_READ)
def workbook(request: HttpRequest, on: str) -> HttpResponse:
    """The roll-up as Excel."""
    found = _rolled(request, on)
    area = registry.full_name(found.area)
    answer = HttpResponse(queries.as_workbook(found, area, get_language() or "zh-hans"), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="returns-{found.on:%Y%m%d}.xlsx"'
    return answer


@needs(Right.RETURNS_READ, Right.CASES_COUNT)
def check(request: HttpRequest, on: str) -> HttpResponse:
    """The headline against the line list: every record by which they differ, by name, with the reason."""
    actor, at = _who(request)
    found = queries.reconciliations(_day(on), at, actor.area)
    names = _masked(request, found)
    persons = registry.persons(_persons(found))
    rows = [
        (each, [(diff, names.get(diff.record.person_id) if diff.record else None,
                 persons.get(diff.record.person_id) if diff.record else None)
                for diff in each.differences])
        for each in found
    ]  # fmt: skip
    return page(request, "returns/check.html", {"on": _day(on), "rows": rows})


def _persons(found: Iterable[Reconciliation]) -> list[int]:
    ids = [diff.record.person_id for each in found for diff in each.differences if diff.record]
    return list(dict.fromkeys(ids))[:SHOWN_NAMES]


def _masked(request: HttpRequest, found: Iterable[Reconciliation]) -> dict[int, Any]:
    """Masked names for who may look people up, each look in the access log."""
    actor, at = _who(request)
    ids = _persons(found)
    if not ids or not _may(actor, Right.IDENTITY_SEARCH):
        return {}
    audit.record(
        by=actor, at=at, action="returns.reconcile", purpose="statutory_report", persons=ids, fields="name masked"
    )
    return dict(identity.masked(ids))


@needs(Right.RETURNS_READ)
def units(request: HttpRequest) -> HttpResponse:
    """The reporting units of the area and what each owes."""
    actor, _at = _who(request)
    forms = {each.id: each for each in queries.forms()}
    rows = [(each, forms.get(each.form_id)) for each in queries.duties(within=actor.area)]
    context = {"rows": rows, "forms": queries.forms(), "may_add": _may(actor, Right.RETURNS_MANAGE)}
    return page(request, "returns/units.html", context)


@needs(Right.RETURNS_MANAGE)
@require_http_methods(["GET", "POST"])
def new_unit(request: HttpRequest) -> HttpResponse:
    """Enter a reporting unit."""
    actor, at = _who(request)
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_units(units=[form.new()], by=actor, at=at)
        return redirect("returns:units")
    return page(request, "returns/new_unit.html", {"form": form}, status=422 if form.errors else 200)


@needs(Right.RETURNS_READ)
def return_forms(request: HttpRequest) -> HttpResponse:
    """The return forms of the area in their versions: which is in force, from when each holds, who made it and why."""
    actor, at = _who(request)
    today = at.astimezone(rules.TZ).date()
    current = {each.label for each in queries.forms(today, actor.area)}
    made = queries.form_versions()
    context = {
        "forms": queries.forms(area=actor.area), "current": current, "made": list(reversed(made)),
        "may_define": _may(actor, Right.RETURNS_MANAGE),
    }  # fmt: skip
    return page(request, "returns/forms.html", context)


@needs(Right.RETURNS_MANAGE, Right.RETURNS_READ)
@require_http_methods(["GET", "POST"])
def define_form(request: HttpRequest, form_id: str = "") -> HttpResponse:
    """Define a return form, or the next version of one; what was filed stays under the version it was filed under."""
    actor, at = _who(request)
    before = queries.form(form_id, area=actor.area) if form_id else None
    tomorrow = at.astimezone(rules.TZ).date() + timedelta(days=1)
    form = FormForm(request.POST or None, before=before, initial=_as_it_is(before) | {"since": tomorrow})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.define_form(new=form.new(), by=actor, at=at)
        except SizaoError as refused:
            form.add_error(None, refused.words.in_language(get_language() or "zh"))
        else:
            messages.success(request, _("The form is kept: %(label)s") % {"label": made.label})
            return redirect("returns:forms")
    context = {"form": form, "before": before}
    return page(request, "returns/define_form.html", context, status=422 if form.errors else 200)


def _as_it_is(before: ReturnForm | None) -> dict[str, Any]:
    """What a form says now, to be changed."""
    if before is None:
        return {"due": time(10), "chase_hours": 2, "look_back_days": 7}
    return {
        "name_zh": before.words.zh, "name_en": before.words.en, "kinds": [each.value for each in before.kinds],
        "due": before.due, "chase_hours": before.chase_hours, "look_back_days": before.look_back_days,
        "indicators": [each.key for each in before.indicators],
    }  # fmt: skip
