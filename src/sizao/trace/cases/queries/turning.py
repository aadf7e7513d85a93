"""What a day turned: how many cases and contacts were one thing at its beginning and another at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from sizao.kernel.editions import ContactClass
from sizao.trace.cases.models import Case, CaseStatus, Contact, ContactStatus
from sizao.trace.cases.queries.contacts import with_held
from sizao.trace.cases.types import Classification, ContactState


@dataclass(frozen=True)
class Turned:
    """Numbers by what was held at both ends of a span; ``None`` stands for what did not exist yet."""

    cases: Mapping[tuple[Classification | None, Classification | None], int]
    contacts: Mapping[tuple[ContactClass, ContactState | None, ContactState | None], int]
    """By the class at the end."""

    def into(self, *kinds: Classification) -> int:
        """How many cases became one of some classifications and were none of them before."""
        return sum(n for (was, then), n in self.cases.items() if then in kinds and was not in kinds)

    def contacts_into(self, *states: ContactState, kind: ContactClass | None = None) -> int:
        """How many contacts (of a class) came into some states and were in none of them before."""
        return sum(
            n for (each, was, then), n in self.contacts.items()
            if kind in (None, each) and then in states and was not in states
        )  # fmt: skip


def turned(incident_id: UUID, start: datetime, end: datetime) -> Turned:
    """What an incident's status rows changed after ``start`` and up to ``end``; only what moved in between is read.

    An approved contact for whom something stricter or later is proposed stays approved until somebody decides.
    """
    contacts = _moved(
        Contact.objects.filter(incident_id=incident_id), ContactStatus.objects.values("contact"), start, end
    )
    contacts = with_held(with_held(contacts, "was", start), "then", end)
    held = contacts.values_list("then_class", "was", "then").annotate(Count("pk"))
    cases = _moved(Case.objects.filter(incident_id=incident_id), CaseStatus.objects.values("case"), start, end)
    newest = CaseStatus.objects.filter(case=OuterRef("pk")).order_by("-at", "-id").values("classification")
    cases = cases.annotate(
        was=Subquery(newest.filter(at__lte=start)[:1]), then=Subquery(newest.filter(at__lte=end)[:1])
    )
    kinds = cases.values_list("was", "then").annotate(Count("pk"))
    return Turned(
        {(_kind(was), _kind(then)): number for was, then, number in kinds},
        {(ContactClass(each), _state(was), _state(then)): number for each, was, then, number in held},
    )


def _moved(rows: QuerySet[Any], owners: QuerySet[Any], start: datetime, end: datetime) -> QuerySet[Any]:
    """Those of whom something was written in a span."""
    return rows.filter(pk__in=owners.filter(at__gt=start, at__lte=end)).order_by()


def _kind(value: str | None) -> Classification | None:
    return Classification(value) if value else None


def _state(value: str | None) -> ContactState | None:
    return ContactState(value) if value else None
