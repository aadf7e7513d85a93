"""Reading investigations: one, the one of a case, its history, its draft as understood, and the windows around the case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PlaceFacts
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level, ancestor
from sizao.kernel.editions import Edition, library
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts, Classification, ContactWindow, Rejudgement
from sizao.trace.investigation import errors, rules
from sizao.trace.investigation.models import Hold, Investigation, Step, Version
from sizao.trace.investigation.types import (
    Draft,
    HoldFacts,
    InvestigationFacts,
    Reading,
    ReadRow,
    State,
    StepFacts,
    VersionFacts,
    Window,
)

DATES = ("onset_at", "sampled_at", "isolated_at", "last_negative_at")
"""Fields that draw the windows."""


def investigation(investigation_id: UUID) -> InvestigationFacts:
    """One investigation.

    Raises:
        InvestigationNotFound: when there is none in scope.
    """
    return _one(Investigation.objects.filter(pk=investigation_id)).facts()


def for_update(investigation_id: UUID) -> Investigation:
    """The row, locked until the transaction ends; for this room's own actions.

    Raises:
        InvestigationNotFound: when there is none in scope.
    """
    return _one(Investigation.objects.select_for_update().filter(pk=investigation_id))


def _one(rows: QuerySet[Investigation]) -> Investigation:
    row = rows.first()
    if row is None:
        raise errors.InvestigationNotFound
    return row


def of_case(case_id: UUID) -> InvestigationFacts | None:
    """The investigation of a case, when one was begun."""
    row = Investigation.objects.filter(case_id=case_id).first()
    return row.facts() if row else None


def handed_in(incident_id: UUID) -> set[UUID]:
    """The cases of an incident whose investigation waits for a second person or was approved."""
    states = [State.SUBMITTED.value, State.APPROVED.value]
    rows_found = Investigation.objects.filter(case__incident_id=incident_id, state__in=states)
    return set(rows_found.values_list("case_id", flat=True))


def rows(incident_id: UUID | None = None) -> QuerySet[Investigation]:
    """Investigations for this room's own lists, unordered; not for neighbours."""
    found = Investigation.objects.select_related("case")
    return found if incident_id is None else found.filter(incident_id=incident_id)


def search(found: QuerySet[Investigation], text: str) -> QuerySet[Investigation]:
    """Investigations by their number or the case's."""
    wanted = text.strip().upper()
    return found.filter(Q(number=wanted) | Q(case__number=wanted) | Q(case__external_id__iexact=text.strip()))


def steps(investigation_id: UUID) -> list[StepFacts]:
    """The steps, newest first."""
    return [row.facts() for row in Step.objects.filter(investigation_id=investigation_id).order_by("-id")]


def holds(investigation_id: UUID) -> list[HoldFacts]:
    """Who held the form, newest first."""
    return [row.facts() for row in Hold.objects.filter(investigation_id=investigation_id).order_by("-id")]


def versions(investigation_id: UUID) -> list[VersionFacts]:
    """The kept versions, newest first."""
    return [row.facts() for row in Version.objects.filter(investigation_id=investigation_id).order_by("-version")]


def version(investigation_id: UUID, number: int) -> VersionFacts:
    """One kept version.

    Raises:
        InvestigationNotFound: when there is none.
    """
    row = Version.objects.filter(investigation_id=investigation_id, version=number).first()
    if row is None:
        raise errors.InvestigationNotFound
    return row.facts()


def edition_of(found: InvestigationFacts) -> Edition:
    """The edition the case is investigated under."""
    return library().get(found.edition_id)


def reading(found: InvestigationFacts, as_of: datetime, draft: Draft | None = None) -> Reading:
    """The draft as it is understood; an approved or submitted form is read as of when it was saved last."""
    case = cases.case(found.case_id)
    read = rules.read(draft or found.draft, case.reported_at, as_of)
    return rules.contradictions(read, case.classification is Classification.ASYMPTOMATIC)


@dataclass(frozen=True)
class Windows:
    """The two windows around a case as the draft has it, and what they do to its contacts."""

    source: Window | None
    infectious: ContactWindow | None
    moved: Rejudgement

    @property
    def shade(self) -> Window | None:
        """The infectious window as the drawing takes it."""
        found = self.infectious
        return Window(start=found.start, until=found.until, words=found.words, clause=found.clause) if found else None


def windows(found: InvestigationFacts, read: Reading) -> Windows:
    """The source window and the infectious window by the dates of the draft, under the edition of the case."""
    case = cases.case(found.case_id)
    after = as_investigated(case, read)
    moved = cases.rejudgement(case, after)
    return Windows(rules.source_window(after.onset_at or after.sampled_at, edition_of(found)), moved.after, moved)


def as_investigated(case: CaseFacts, read: Reading) -> CaseFacts:
    """The case with the dates of the draft."""
    dates = {name: read.values.get(name) for name in DATES}
    return replace(case, **dates)  # type: ignore[arg-type]


def places_of(read_rows: tuple[ReadRow, ...]) -> dict[str, PlaceFacts]:
    """The registered places that rows name, by number; those in scope."""
    wanted = {each.place_number for each in read_rows if each.place_number}
    found = {number: _place(number) for number in wanted}
    return {number: place for number, place in found.items() if place is not None}


def _place(number: str) -> PlaceFacts | None:
    return next((each for each in registry.search_places(number) if each.number == number), None)


def map_of(found: InvestigationFacts, read: Reading) -> rules.MapDrawing:
    """The registered places of a draft on a map, over the towns of their county."""
    places = places_of(read.rows)
    county = ancestor(found.area, Level.COUNTY)
    return rules.draw_map(read.rows, places, registry.boundaries(county, Level.TOWN) if places else {})


def overdue(as_of: datetime) -> int:
    """How many investigations in scope are past the hours of their edition and not submitted."""
    return Investigation.objects.filter(due_at__lt=as_of, state__in=[State.OPEN, State.RETURNED]).count()


def to_review(actor: Actor) -> list[InvestigationFacts]:
    """Submitted investigations in scope that an actor may review, the first due first: those of others."""
    found = [row.facts() for row in Investigation.objects.filter(state=State.SUBMITTED.value).order_by("due_at", "id")]
    return [each for each in found if rules.may_review(each, actor)]


def to_complete(actor: Actor) -> list[InvestigationFacts]:
    """Investigations that were returned to the actor who had submitted them."""
    found = [row.facts() for row in Investigation.objects.filter(state=State.RETURNED.value).order_by("due_at", "id")]
    return [each for each in found if rules.is_own(each, actor)]
