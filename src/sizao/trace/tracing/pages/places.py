"""The review of a run by place: who sat where, how long together, on what evidence, and approving them in one decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts, PlaceFacts
from sizao.kernel.editions import library
from sizao.kernel.editions.types import ContactClass, Situation
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Filter, Kind, ListPage, OnPhone, Tone
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts, ContactState, ProposedContact
from sizao.trace.tracing import actions, queries, rules
from sizao.trace.tracing.pages.showing import (
    CASES_COLUMN,
    CLASS_TONES,
    CONTACT_TONES,
    FINDING_TONES,
    GRADE_TONES,
    log_shown,
    numbers_of,
    tiles_of,
)
from sizao.trace.tracing.queries import Sitting
from sizao.trace.tracing.types import Finding, RunFacts

PICK_SOMEBODY = Words("请先勾选人员", "pick somebody first")


@dataclass(frozen=True)
class ShownSitting:
    """An exposed person at the place, by number, with where they stand as a contact."""

    sitting: Sitting
    person: PersonFacts | None
    via_numbers: str
    state: ContactState | None
    cases: str = ""
    """The numbers of the cases it came from, when several were traced together."""

    @property
    def number(self) -> object:
        """The public number; persons of other areas are not told apart here."""
        return self.person.number if self.person else _("person of another area")


def _finding(row: ShownSitting) -> Finding:
    return row.sitting.found.suggestion.finding


COLUMNS = (
    Column("person", _("Person"), value="number", on_phone=OnPhone.TITLE),
    Column(
        "finding", _("Suggestion"), value=_finding, kind=Kind.TAG, on_phone=OnPhone.TAG,
        tone=lambda row: FINDING_TONES[_finding(row)],
    ),
    Column("zone", _("Seat or zone"), value="sitting.zone"),
    Column("start", _("From"), value="sitting.start", kind=Kind.TIME),
    Column("until", _("Until"), value="sitting.until", kind=Kind.TIME),
    Column("minutes", _("Minutes together here"), value="sitting.minutes", kind=Kind.NUMBER),
    Column(
        "grade", _("Evidence"), value="sitting.found.grade", kind=Kind.TAG,
        tone=lambda row: GRADE_TONES[row.sitting.found.grade],
    ),
    Column("via", _("Through"), value="via_numbers"),
    CASES_COLUMN,
    Column(
        "state", _("As a contact"), value="state", kind=Kind.TAG,
        tone=lambda row: CONTACT_TONES.get(row.state, Tone.GREY),
    ),
    Column("outcome", _("Call"), value="sitting.found.outcome", kind=Kind.TAG, is_hidden=True),
    Column("all_minutes", _("Minutes everywhere"), value="sitting.found.minutes", kind=Kind.NUMBER, sort="seconds", is_hidden=True),
    Column("why", _("Why"), value="sitting.found.suggestion.why", on_phone=OnPhone.LINE, is_hidden=True),
    Column("clause", _("Clause"), value="sitting.found.suggestion.clause", is_hidden=True),
)  # fmt: skip


def _row_id(row: ShownSitting) -> UUID:
    """What a tick box stands for."""
    return row.sitting.found.id


AT_PLACE = ListPage(
    name="at-place",
    caption=_("Exposed here"),
    columns=COLUMNS,
    filters=(
        Filter(
            "finding", _("Suggestion"), lookup="finding", is_tabs=True,
            choices=lambda: [("", _("all")), *((each.value, each.words) for each in Finding)],
        ),
    ),
    order="-seconds",
    persons=lambda row: row.person,
    empty=_("Nobody was found"),
)  # fmt: skip


@needs(Right.TRACING_READ, Right.CONTACTS_READ)
@require_http_methods(["GET"])
def place_page(request: HttpRequest, run_id: UUID, place_id: int) -> HttpResponse:
    """Who of a run was at one place, drawn and listed by number; those shown are entered in the access log."""
    run, place = queries.run(run_id), registry.place(place_id)
    rows = queries.at_place(run_id, place_id)
    narrowed = rows.filter(finding=request.GET["finding"]) if request.GET.get("finding") else rows
    log_shown(request, run, narrowed)
    people = queries.there(run, place_id)
    context = {
        "run": run, "place": place, "kpis": tiles_of(rows, run_id, place_id), "plan": rules.draw_plan(people),
        "strips": rules.draw_strips(people, library().get(run.edition_id).tz), "findings": _present(people),
        "offers": _offers(run, place_id), "situations": _situations(run), "may_approve": _may_approve(request),
        "bulk_action": reverse("tracing:approve", args=[run_id, place_id]), **_numbers(people),
    }  # fmt: skip
    return list_page(request, _list(run, place_id, request), rows, "tracing/place.html", context)


def _situations(run: RunFacts) -> tuple[Situation, ...]:
    """The situations of the run's edition, for an officer who judges otherwise than was suggested."""
    terms = library().get(run.edition_id).contact
    return terms.situations if terms else ()


def _may_approve(request: HttpRequest) -> bool:
    return accounts.may(request.actor, Right.CONTACTS_APPROVE)  # type: ignore[attr-defined]


def _list(run: RunFacts, place_id: int, request: HttpRequest) -> ListPage:
    columns = tuple(each for each in COLUMNS if each is not CASES_COLUMN or len(run.cases) > 1)
    listed = replace(AT_PLACE, columns=columns, prepare=lambda rows: _shown(run, place_id, rows))
    return replace(listed, row_id=_row_id, bulk="tracing/_approve.html") if _may_approve(request) else listed


def _shown(run: RunFacts, place_id: int, rows: Sequence[Any]) -> list[ShownSitting]:
    found = queries.sittings(run, place_id, rows)
    numbers = {number for each in found for number in (each.found.person_id, *each.found.via)}
    persons, states = (
        registry.persons(numbers),
        queries.states(run.incident_id, (each.found.person_id for each in found)),
    )
    numbered = numbers_of(run)
    return [
        ShownSitting(
            each, persons.get(each.found.person_id),
            ", ".join(persons[number].number for number in each.found.via if number in persons) if each.found.hop == 2 else "",
            states.get(each.found.person_id), ", ".join(numbered[one] for one in each.found.cases if one in numbered),
        )
        for each in found
    ]  # fmt: skip


def _present(people: Sequence[rules.There]) -> list[Finding]:
    """The findings that occur, for the key of the drawing."""
    found = {each.finding for each in people}
    return [each for each in Finding if each in found]


def _numbers(people: Sequence[rules.There]) -> dict[str, Any]:
    return {"has_source": any(each.finding is None for each in people)}


@dataclass(frozen=True)
class Offer:
    """One decision that is open at the place: a class, how many, and what the edition asks of them."""

    contact_class: ContactClass
    people: int
    tone: str
    regime: object
    clause: object


def _offers(run: RunFacts, place_id: int) -> list[Offer]:
    edition = library().get(run.edition_id)
    found = []
    for contact_class, people in queries.ready_at(run.id, place_id).items():
        regime = edition.regime(contact_class)
        clause = regime.clause if regime else edition.contact.clause if edition.contact else None
        found.append(Offer(contact_class, people, CLASS_TONES.get(contact_class, "grey"), regime, clause))
    return found


@needs(Right.TRACING_READ, Right.CONTACTS_READ, Right.CONTACTS_APPROVE)
@require_http_methods(["POST"])
def approve_at_place(request: HttpRequest, run_id: UUID, place_id: int) -> HttpResponse:
    """Approve the picked of a place, or all of one class, after showing whom it touches; unconfirmed leads are refused."""
    place, ids = registry.place(place_id), _wanted(request, run_id, place_id)
    judged = {"situation": request.POST.get("situation", "")[:80], "reason": request.POST.get("reason", "")[:500]}
    if "seen" not in request.POST:
        return _before(request, queries.run(run_id), place, ids, judged)
    done, refused = actions.approve_exposed(
        run_id=run_id, exposed_ids=ids, by=request.actor, at=request.at, **judged  # type: ignore[attr-defined]
    )  # fmt: skip
    messages.success(request, ngettext("Approved %(n)s person.", "Approved %(n)s people.", done) % {"n": done})
    if refused:
        said = ngettext("%(n)s person was refused by the rules.", "%(n)s people were refused by the rules.", refused)
        messages.warning(request, said % {"n": refused})
    return redirect("tracing:place", run_id, place_id)


def _before(
    request: HttpRequest, run: RunFacts, place: PlaceFacts, ids: Sequence[UUID], judged: dict[str, str]
) -> HttpResponse:
    """What an approval would mean: how many people of which towns, what is asked of them, and what would be lighter."""
    found = queries.to_approve(run.id, ids, **judged)
    people = queries.everybody(found)
    context = {
        "run": run, "place": place, "picked": ids, "judged": judged, "number": len(people), "sources": _sources(found),
        "touched": registry.touched(each.person_id for each in people), "measures": queries.asked_of(run.id, found),
    }  # fmt: skip
    return page(request, "tracing/confirm.html", context)


def _sources(found: Sequence[ProposedContact]) -> list[tuple[CaseFacts, int]]:
    """The cases that the evidence names, each with how many people; those in scope."""
    of = Counter(each.source_case_id for each in found if each.source_case_id is not None)
    known = cases.cases(ids=list(of)) if of else []
    return sorted(((each, of[each.id]) for each in known), key=lambda pair: (-pair[1], pair[0].number))


def _wanted(request: HttpRequest, run_id: UUID, place_id: int) -> list[UUID]:
    whole = request.POST.get("contact_class", "")
    if whole in {each.value for each in ContactClass}:
        return [each.id for each in queries.approvable(run_id, place_id, ContactClass(whole))]
    here = {str(each) for each in queries.at_place(run_id, place_id).values_list("id", flat=True)}
    picked = [UUID(each) for each in request.POST.getlist("picked") if each in here]
    if not picked:
        raise Invalid(reason=PICK_SOMEBODY)
    return picked
