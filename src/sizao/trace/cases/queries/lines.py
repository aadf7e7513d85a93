"""The line lists behind an area's figures: which cases and contacts a day's numbers are made of, and where they belong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.kernel.editions import ContactClass
from sizao.trace.cases.models import Case, CaseStatus, Contact, ContactStatus
from sizao.trace.cases.queries.contacts import deciding
from sizao.trace.cases.types import INFECTED, Classification, ContactState


@dataclass(frozen=True)
class CaseLine:
    """One case as a day's figures see it: what it was before the day, at the day's end, and what it is now."""

    id: UUID
    number: str
    person_id: int
    area: int
    reported_at: datetime
    before: Classification | None
    then: Classification | None
    now: Classification

    @property
    def was_new(self) -> bool:
        """Whether it became an infection on the day."""
        return self.was_infected and self.before not in INFECTED

    @property
    def was_infected(self) -> bool:
        """Whether it counted as an infection at the day's end."""
        return self.then in INFECTED

    @property
    def is_infected(self) -> bool:
        """Whether it counts as an infection now."""
        return self.now in INFECTED


@dataclass(frozen=True)
class ContactLine:
    """One contact that was approved on a day."""

    id: UUID
    number: str
    person_id: int
    area: int
    contact_class: ContactClass
    is_still: bool
    """Whether the approval still stands."""
    approved_at: datetime
    """When the approval began that stood at the day's end."""


def case_lines(incident_ids: Iterable[UUID], start: datetime, end: datetime) -> list[CaseLine]:
    """Every case of some incidents reported before ``end``, with its classification at both ends of a day and now."""
    rows = Case.objects.filter(incident_id__in=list(incident_ids), reported_at__lt=end).order_by("number")
    found = list(rows.values_list("pk", "number", "person_id", "area", "reported_at", "classification"))
    ids = [row[0] for row in found]
    before, then = _held(ids, start), _held(ids, end)
    return [
        CaseLine(pk, number, person, area, at, before.get(pk), then.get(pk), Classification(now))
        for pk, number, person, area, at, now in found
    ]


def _held(ids: list[UUID], moment: datetime) -> dict[UUID, Classification]:
    rows = CaseStatus.objects.filter(case_id__in=ids, at__lt=moment).order_by("case_id", "-at", "-id")
    pairs = rows.distinct("case_id").values_list("case_id", "classification")
    return {case_id: Classification(value) for case_id, value in pairs}


def contact_lines(incident_ids: Iterable[UUID], start: datetime, end: datetime) -> list[ContactLine]:
    """Every contact of some incidents whose standing approval began within a day, in the class approved by its end.

    An approval that somebody took back before the day's end counts for no day; one taken back later counts no longer.
    """
    said = deciding(ContactStatus.objects.filter(contact__incident_id__in=list(incident_ids))).order_by("at", "id")
    since: dict[UUID, datetime] = {}
    kinds: dict[UUID, ContactClass] = {}
    still: dict[UUID, bool] = {}
    for pk, state, at, kind in said.values_list("contact_id", "state", "at", "contact_class"):
        still[pk] = state == ContactState.APPROVED
        if at < end and still[pk]:
            since.setdefault(pk, at)
            kinds[pk] = ContactClass(kind)
        elif at < end:
            since.pop(pk, None)
    begun = [pk for pk, at in since.items() if at >= start]
    rows = Contact.objects.filter(pk__in=begun).order_by("pk")
    columns = rows.values_list("pk", "number", "person_id", "area")
    return [
        ContactLine(pk, number, person, area, kinds[pk], still[pk], since[pk]) for pk, number, person, area in columns
    ]
