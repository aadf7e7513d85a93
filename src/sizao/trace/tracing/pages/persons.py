"""The exposed persons of a run by number, and its leads with what calls found; those shown are in the access log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sizao.ground.identity.types import Purpose
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts, PlaceFacts
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Filter, Kind, ListPage, OnPhone
from sizao.trace.tracing import actions, queries
from sizao.trace.tracing.forms import LeadForm
from sizao.trace.tracing.pages.showing import CASES_COLUMN, FINDING_TONES, GRADE_TONES, log_shown, numbers_of
from sizao.trace.tracing.types import CheckOutcome, ExposedFacts, Finding, RunFacts
from sizao.traceback.visits import EvidenceGrade

NO_NUMBERS: Mapping[UUID, str] = MappingProxyType({})
PICK_AND_SAY = Words("请选择已核实的线索并填写核实情况", "pick the leads that were called and say what was found")


@dataclass(frozen=True)
class ShownPerson:
    """An exposed person as the list shows it: numbers and places, no name."""

    found: ExposedFacts
    person: PersonFacts | None
    via_numbers: str
    places: tuple[PlaceFacts, ...]
    cases: str = ""
    """The numbers of the cases it came from, when several were traced together."""

    @property
    def number(self) -> object:
        """The public number; persons of other areas are not told apart here."""
        return self.person.number if self.person else _("person of another area")

    @property
    def place_words(self) -> object:
        """The first place, and how many more."""
        if not self.places:
            return ""
        first = self.places[0].words
        return first if len(self.places) == 1 else type(first)(
            f"{first.zh} 等 {len(self.places)} 处", f"{first.en} and {len(self.places) - 1} more"
        )  # fmt: skip


def _shown(rows: Sequence[Any], numbered: Mapping[UUID, str] = NO_NUMBERS) -> list[ShownPerson]:
    found = queries.with_outcomes(rows)
    persons = registry.persons({number for each in found for number in (each.person_id, *each.via)})
    places = registry.places(place for each in found for place in each.places)
    return [
        ShownPerson(
            each, persons.get(each.person_id),
            ", ".join(persons[number].number for number in each.via if number in persons),
            tuple(places[place] for place in each.places if place in places),
            ", ".join(numbered[case] for case in each.cases if case in numbered),
        )
        for each in found
    ]  # fmt: skip


def _picked_id(row: ShownPerson) -> UUID:
    """What a tick box of the list stands for."""
    return row.found.id


_picked_id.do_not_call_in_templates = True  # type: ignore[attr-defined]  # the template only asks whether there is one

_PERSON_COLUMNS = (
    Column("person", _("Person"), value="number", on_phone=OnPhone.TITLE),
    Column(
        "finding", _("Suggestion"), value="found.suggestion.finding", kind=Kind.TAG, on_phone=OnPhone.TAG,
        tone=lambda row: FINDING_TONES[row.found.suggestion.finding],
    ),
    Column("places", _("Places"), value="place_words"),
    Column("first", _("First together"), value="found.first", kind=Kind.TIME, sort="first"),
    Column("last", _("Last together"), value="found.last", kind=Kind.TIME, sort="last"),
    Column("minutes", _("Minutes"), value="found.minutes", kind=Kind.NUMBER, sort="seconds"),
    Column("encounters", _("Encounters"), value="found.encounters", kind=Kind.NUMBER),
    Column(
        "grade", _("Evidence"), value="found.grade", kind=Kind.TAG, tone=lambda row: GRADE_TONES[row.found.grade],
    ),
    Column("why", _("Why"), value="found.suggestion.why", on_phone=OnPhone.LINE),
    Column("clause", _("Clause"), value="found.suggestion.clause", is_hidden=True),
    Column("via", _("Through"), value="via_numbers", is_hidden=True),
)  # fmt: skip
_GRADES = Filter(
    "grade", _("Evidence"), lookup="grade", choices=lambda: [(each.value, each.words) for each in EvidenceGrade]
)

PERSONS = ListPage(
    name="exposed",
    caption=_("Exposed persons"),
    columns=_PERSON_COLUMNS,
    filters=(
        Filter(
            "finding", _("Suggestion"), lookup="finding", is_tabs=True,
            choices=lambda: [("", _("all")), *((each.value, each.words) for each in Finding)],
        ),
        _GRADES,
    ),
    order="-seconds",
    prepare=_shown,
    persons=lambda row: row.person,
    purpose=Purpose.CONTACT_MANAGEMENT,
    empty=_("Nobody was found"),
)  # fmt: skip

LEADS = ListPage(
    name="leads",
    caption=_("Leads to be called"),
    columns=(*_PERSON_COLUMNS[:1], Column("outcome", _("Call"), value="found.outcome", kind=Kind.TAG), *_PERSON_COLUMNS[2:]),
    filters=(_GRADES,),
    order="-seconds",
    prepare=_shown,
    persons=lambda row: row.person,
    purpose=Purpose.CONTACT_MANAGEMENT,
    row_id=_picked_id,
    bulk="tracing/_calls.html",
    empty=_("There are no leads"),
)  # fmt: skip


@needs(Right.TRACING_READ, Right.CONTACTS_READ)
def persons_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The exposed persons of a run, by number; those shown are entered in the access log."""
    run = queries.run(run_id)
    rows = queries.exposed_rows(run_id)
    log_shown(request, run, _narrowed(rows, request.GET))
    return list_page(request, _of_run(PERSONS, run), rows, "tracing/persons.html", {"run": run})


def _of_run(listed: ListPage, run: RunFacts) -> ListPage:
    """A list of a run; of several cases with the column that says from which each came."""
    numbered = numbers_of(run)
    if not numbered:
        return listed
    return replace(listed, columns=(*listed.columns, CASES_COLUMN), prepare=lambda rows: _shown(rows, numbered))


def _narrowed(rows: Any, query: Mapping[str, str]) -> Any:
    wanted = {name: query[name] for name in ("finding", "grade") if query.get(name)}
    return rows.filter(**wanted)


@needs(Right.TRACING_READ, Right.CONTACTS_PROPOSE)
@require_http_methods(["GET", "POST"])
def leads_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The leads of a run, and what calls on them found; a confirmed lead is proposed as a contact."""
    run = queries.run(run_id)
    rows = queries.exposed_rows(run_id).filter(is_lead=True)
    if request.method == "POST":
        _note_calls(request, run_id)
        return redirect("tracing:leads", run_id)
    log_shown(request, run, _narrowed(rows, request.GET))
    context = {"run": run, "outcomes": list(CheckOutcome), "bulk_action": reverse("tracing:leads", args=[run_id])}
    return list_page(request, _of_run(LEADS, run), rows, "tracing/leads.html", context)


def _note_calls(request: HttpRequest, run_id: UUID) -> None:
    leads = queries.exposed_rows(run_id).filter(is_lead=True).values_list("pk", flat=True)
    form = LeadForm(request.POST, ids=[str(each) for each in leads])
    if not form.is_valid():
        raise Invalid(reason=PICK_AND_SAY)
    given = form.cleaned_data
    actions.check_leads(
        run_id=run_id, exposed_ids=[UUID(each) for each in given["picked"]], outcome=CheckOutcome(given["outcome"]),
        note=given["note"], by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
