"""Pages of cohorts: the rules, one with its people, proposing, approving after seeing whom it touches, registering a stay."""

from __future__ import annotations

from datetime import datetime
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
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.errors import Invalid, SizaoError
from sizao.kernel.words import Words
from sizao.measures.cohorts import actions, queries, rules
from sizao.measures.cohorts.forms import CohortForm, PlaceForm, RuleForm, StayForm, WhyForm
from sizao.measures.cohorts.types import CohortFacts, DutyKind, Source, State, VersionFacts
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.affected import stamp, was_seen
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Kind, Kpi, ListPage, OnPhone, Tab

TONES = {
    State.PROPOSED: "orange", State.APPROVED: "green", State.REJECTED: "grey", State.REPLACED: "grey", State.ENDED: "grey",
}  # fmt: skip
SHOWN = 200
"""Members one page shows, those with something open first asked for."""


def _who(request: HttpRequest) -> tuple[Actor, datetime]:
    return request.actor, request.at


def _may(request: HttpRequest, right: Right, area: int) -> bool:
    return accounts.may(request.actor, right) and areas.contains(request.actor.area, area)


def _refused(form: Any, refused: SizaoError) -> None:
    form.add_error(None, refused.words.in_language(get_language() or "zh"))


@needs(Right.COHORTS_READ)
def cohorts_page(request: HttpRequest) -> HttpResponse:
    """Every cohort that holds here, with how many are registered, done and open in the reader's area."""
    actor, at = _who(request)
    found = queries.cohorts()
    counted = queries.counts([each.id for each in found], queries.today(at))
    rows = [(each, _newest(each), TONES[_newest(each).state], counted[each.id]) for each in found]
    context = {
        "rows": rows, "may_propose": accounts.may(actor, Right.COHORTS_PROPOSE),
        "unplaced": queries.unplaced_rows().count(),
        "may_register": accounts.may(actor, Right.COHORTS_REGISTER),
    }  # fmt: skip
    return page(request, "cohorts/cohorts.html", context)


def _newest(found: CohortFacts) -> VersionFacts:
    """The version that tells where the cohort stands: the one in force, else the newest."""
    return found.in_force or found.versions[0]


@needs(Right.COHORTS_READ)
def cohort_page(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """One cohort: its rule, its people with the reason and what is open, and the history of its versions."""
    _actor, at = _who(request)
    found = queries.cohort(cohort_id)
    today = queries.today(at)
    counts = queries.counts([cohort_id], today)[cohort_id]
    open_only = request.GET.get("view") != "all"
    people = queries.members(cohort_id, open_only=open_only, limit=SHOWN)
    context = {
        "cohort": found, "shown": _newest(found), "tone": TONES[_newest(found).state], "facts": _facts(found),
        "kpis": [
            Kpi(_("Registered"), counts.registered, "person"), Kpi(_("Everything done"), counts.done, "person", tone="green"),
            Kpi(_("Something open"), counts.open, "person", tone="orange" if counts.open else ""),
            Kpi(
                _("Late"), counts.late, "person", f"{reverse('cohorts:people')}?cohort={cohort_id}",
                tone="red" if counts.late else "",
            ),
        ],
        "versions": [(each, TONES[each.state], rules.asks(each.rule)) for each in found.versions],
        "members": _members(request, people), "open_only": open_only, "today": today,
        "is_cut": len(people) == SHOWN,
        **_doors(request, found),
    }  # fmt: skip
    return page(request, "cohorts/cohort.html", context)


PEOPLE = ListPage(
    name="cohort-people",
    caption=_("People of cohorts"),
    columns=(
        Column("number", _("Person"), kind=Kind.CODE, value="person.number", on_phone=OnPhone.TITLE),
        Column(
            "cohort", _("Cohort"), value=lambda row: Words(row.cohort.title_zh, row.cohort.title_en),
            link=lambda row: reverse("cohorts:cohort", args=[row.cohort_id]),
        ),
        Column("because", _("Why"), on_phone=OnPhone.HIDE),
        Column("owed", _("Still owed"), value=lambda row: _owed(row)),
        Column("due_first", _("First due"), kind=Kind.DATE, sort="due_first", on_phone=OnPhone.TAG),
        Column("area", _("Area"), kind=Kind.AREA, sort="area"),
        Column("matched_at", _("Since"), kind=Kind.TIME, sort="matched_at"),
    ),
    persons=lambda row: row.person_id,
    order="due_first",
    empty=_("Nobody here."),
)  # fmt: skip


def _owed(row: Any) -> str:
    """What a member owes, in the reader's language."""
    language = get_language() or "zh"
    kinds = {DutyKind(each.kind) for each in row.duties.all() if each.done_at is None}
    return " · ".join(each.words.in_language(language) for each in DutyKind if each in kinds)


@needs(Right.COHORTS_READ)
def people_page(request: HttpRequest) -> HttpResponse:
    """Members by page: who is late, who owes something, or all; of every cohort here, or of one."""
    actor, at = _who(request)
    asked, wanted = request.GET.get("view", "late"), request.GET.get("cohort", "")
    view = asked if asked in {"late", "open", "all"} else "late"
    cohort_id = UUID(wanted) if _is_id(wanted) else None
    chosen = queries.cohort(cohort_id) if cohort_id else None
    narrowed = f"&cohort={wanted}" if cohort_id else ""
    views = (("late", _("Late")), ("open", _("Something open")), ("all", _("Everybody")))
    context = {
        "chosen": chosen,
        "tabs": [Tab(words, f"?view={key}{narrowed}", None, key == view) for key, words in views],
    }
    rows = queries.people(queries.today(at), view, cohort_id=cohort_id)
    audit.record(
        by=actor, at=at, action="cohorts.read", purpose="contact_management", fields=f"number, list {view}",
        area=actor.area,
    )  # fmt: skip
    return list_page(request, PEOPLE, rows, "cohorts/people.html", context)


@needs(Right.COHORTS_READ)
def late_page(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """Those of one cohort who are late: where a line that counts them leads."""
    return redirect(f"{reverse('cohorts:people')}?view=late&cohort={queries.cohort(cohort_id).id}")


UNPLACED = ListPage(
    name="cohort-unplaced",
    caption=_("Stays that could not be placed"),
    columns=(
        Column("said", _("Place as told"), on_phone=OnPhone.TITLE, link=lambda row: reverse("cohorts:place", args=[row.id])),
        Column("number", _("Person"), kind=Kind.CODE, value="person.number"),
        Column("last_on", _("Last day there"), kind=Kind.DATE, sort="last_on", on_phone=OnPhone.TAG),
        Column("source", _("Registered through"), value=lambda row: Source(row.source)),
        Column("source_ref", _("Number of the file or list"), on_phone=OnPhone.HIDE),
        Column("area", _("Area"), kind=Kind.AREA, sort="area"),
    ),
    persons=lambda row: row.person_id,
    order="last_on",
    empty=_("Every stay has its place."),
)  # fmt: skip


@needs(Right.COHORTS_REGISTER)
def unplaced_page(request: HttpRequest) -> HttpResponse:
    """Stays whose place names no area known here: abroad, misspelt, or one of several; each waits to be placed."""
    actor, at = _who(request)
    audit.record(
        by=actor, at=at, action="cohorts.read", purpose="contact_management", fields="number, place as told",
        area=actor.area,
    )  # fmt: skip
    return list_page(request, UNPLACED, queries.unplaced_rows(), "cohorts/unplaced.html", {})


@needs(Right.COHORTS_REGISTER)
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, unplaced_id: UUID) -> HttpResponse:
    """Say which area a stay was in; the rules in force are held against it at once."""
    actor, at = _who(request)
    found = queries.unplaced(unplaced_id)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            matched = actions.place(unplaced_id=unplaced_id, place=form.cleaned_data["place"], by=actor, at=at)
            said = ngettext("Placed; %(n)s rule holds.", "Placed; %(n)s rules hold.", matched)
            messages.success(request, said % {"n": matched})
            return redirect("cohorts:unplaced")
        except SizaoError as refused:
            _refused(form, refused)
    audit.record(
        by=actor, at=at, action="cohorts.read", purpose="contact_management", persons=[found.person_id], fields="number"
    )
    context = {"found": found, "form": form, "number": registry.persons([found.person_id])[found.person_id].number}
    return page(request, "cohorts/place.html", context, status=422 if form.errors else 200)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _members(request: HttpRequest, people: Any) -> list[tuple[Any, str, list[tuple[Any, bool]]]]:
    """People by their numbers, each look in the access log, with what is asked and whether it can be done today."""
    actor, at = _who(request)
    today = queries.today(at)
    if not people:
        return []
    persons = [each.person_id for each in people]
    audit.record(by=actor, at=at, action="cohorts.read", purpose="contact_management", persons=persons, fields="number")
    known = registry.persons(persons)
    return [
        (
            each, known[each.person_id].number if each.person_id in known else "—",
            [(duty, duty.may_be_done(today)) for duty in each.duties],
        )
        for each in people
    ]  # fmt: skip


def _facts(found: CohortFacts) -> list[Fact]:
    rule = _newest(found).rule
    until = local_time(rule.until, "day") if rule.until else _("goes on")
    return [
        Fact(_("Stayed in"), registry.full_name(rule.place)),
        Fact(_("Since"), local_time(rule.since, "day")),
        Fact(_("Until"), until),
        Fact(_("Asked of them"), rules.asks(rule)),
        Fact(_("Basis"), rule.basis),
        Fact(_("Edition"), rule.edition_id or "—"),
        Fact(_("Holds in"), registry.full_name(found.area)),
    ]


def _doors(request: HttpRequest, found: CohortFacts) -> dict[str, Any]:
    may_propose = _may(request, Right.COHORTS_PROPOSE, found.area)
    may_approve = _may(request, Right.COHORTS_APPROVE, found.area)
    return {
        "may_propose": may_propose and not found.proposed,
        "may_approve": may_approve and bool(found.proposed),
        "end_form": WhyForm(auto_id="end_%s") if may_approve and found.in_force else None,
        "may_register": accounts.may(request.actor, Right.COHORTS_REGISTER),
    }


@needs(Right.COHORTS_PROPOSE)
@require_http_methods(["GET", "POST"])
def propose_cohort(request: HttpRequest) -> HttpResponse:
    """Propose a cohort with its rule."""
    actor, at = _who(request)
    initial = {"area": areas.printed(actor.area) if actor.area else ""}
    form = CohortForm(request.POST or None, incidents=command.incidents(open_only=True), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.propose_cohort(
                area=given["area"], title=form.title(), rule=form.rule(), by=actor, at=at,
                incident_id=UUID(given["incident"]) if given["incident"] else None,
            )  # fmt: skip
            return redirect("cohorts:cohort", made)
        except SizaoError as refused:
            _refused(form, refused)
    return page(request, "cohorts/propose.html", {"form": form}, status=422 if form.errors else 200)


@needs(Right.COHORTS_PROPOSE)
@require_http_methods(["GET", "POST"])
def propose_version(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """Propose the next version of a cohort's rule; the form begins with the one that holds."""
    actor, at = _who(request)
    found = queries.cohort(cohort_id)
    form = RuleForm(request.POST or None, initial=_typed(_newest(found)))
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_version(cohort_id=cohort_id, rule=form.rule(), by=actor, at=at)
            return redirect("cohorts:cohort", cohort_id)
        except SizaoError as refused:
            _refused(form, refused)
    return page(request, "cohorts/propose.html", {"form": form, "cohort": found}, status=422 if form.errors else 200)


def _typed(held: VersionFacts) -> dict[str, Any]:
    rule = held.rule
    return {
        "place": areas.printed(rule.place), "since": rule.since, "until": rule.until, "hand_over": rule.hand_over,
        "test_days": ", ".join(str(each) for each in rule.test_days), "monitor_days": rule.monitor_days,
        "basis": rule.basis, "edition_id": rule.edition_id,
    }  # fmt: skip


@needs(Right.COHORTS_APPROVE)
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """See whom a version touches among those registered already, and what it was before; sent with that, it is in force."""
    actor, at = _who(request)
    held = queries.version(version_id)
    found = queries.cohort(held.cohort_id)
    rules.may_act_in(actor, found.area).or_raise()
    if request.method == "POST" and was_seen(request, version_id):
        matched = actions.approve(version_id=version_id, by=actor, at=at)
        said = ngettext(
            "In force; %(n)s person known before belongs to it.",
            "In force; %(n)s people known before belong to it.",
            matched,
        )
        messages.success(request, said % {"n": matched})
        return redirect("cohorts:cohort", found.id)
    context = {
        "cohort": found, "version": held, "asks": rules.asks(held.rule), "touched": registry.touched(queries.would_touch(version_id, at)),
        "stamp": stamp(version_id),
        "before": found.in_force, "asked_before": rules.asks(found.in_force.rule) if found.in_force else None,
        "place": registry.full_name(held.rule.place), "decision": rules.may_decide(held, actor),
        "reject_form": WhyForm(auto_id="reject_%s"), "lighter": queries.lighter(held),
    }  # fmt: skip
    return page(request, "cohorts/approve.html", context)


@needs(Right.COHORTS_APPROVE)
@require_POST
def reject(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Leave a proposed version unapproved."""
    actor, at = _who(request)
    cohort_id = queries.version(version_id).cohort_id
    actions.reject(version_id=version_id, reason=_reason(request), by=actor, at=at)
    return redirect("cohorts:cohort", cohort_id)


@needs(Right.COHORTS_APPROVE)
@require_POST
def end(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """End a rule."""
    actor, at = _who(request)
    actions.end(cohort_id=cohort_id, reason=_reason(request), by=actor, at=at)
    return redirect("cohorts:cohort", cohort_id)


def _reason(request: HttpRequest) -> str:
    form = WhyForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    return str(form.cleaned_data["reason"])


@needs(Right.COHORTS_REGISTER)
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register where somebody was; the answer says at once which rules they fall under, and why."""
    actor, at = _who(request)
    today = queries.today(at)
    initial = {"area": areas.printed(actor.area) if actor.area else "", "last_on": today}
    form = StayForm(request.POST or None, as_of=today, initial=initial)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            context |= _registered(form, actor, at)
        except SizaoError as refused:
            _refused(form, refused)
    return page(request, "cohorts/register.html", context, status=422 if form.errors else 200)


def _registered(form: StayForm, actor: Actor, at: datetime) -> dict[str, Any]:
    given = form.cleaned_data
    person = given.get("person_id") or actions.enter_person(
        identity=form.newcomer(given), area=given["area"], by=actor, at=at
    )
    actions.register(stays=[form.stay(person)], by=actor, at=at)
    audit.record(
        by=actor, at=at, action="cohorts.register", purpose="contact_management", persons=[person], fields="number"
    )
    titles = {each.id: each.title for each in queries.cohorts()}
    held = [(each, titles.get(each.cohort_id)) for each in queries.memberships(person)]
    return {"held": held, "number": registry.persons([person])[person].number}


@needs(Right.COHORTS_REGISTER)
@require_POST
def do(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Note that something asked of a member was done."""
    actor, at = _who(request)
    cohort_id = actions.do(duty_id=duty_id, note=request.POST.get("note", ""), by=actor, at=at)
    return redirect("cohorts:cohort", cohort_id)
