"""What a day turned: how many cases and contacts were one thing at its beginning and another at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from sizao.kernel.editions import ContactClass
from sizao.trace.cases.models import Case, CaseStatus, Contact, ContactStatus
from sizao.trace.cases.types import Classification, ContactState


@dataclass(frozen=True)
class Turned:
    """Numbers by what was held at both ends of a span; ``None`` stands for what did not exist yet."""

    cases: Mapping[tuple[Classification | None, Classification | None], int]
    contacts: Mapping[tuple[ContactClass, ContactState | None, ContactState | None], int]

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
    cases = _both_ends(
        Case.objects.all(), CaseStatus.objects.all(), ("case", "classification"), incident_id, start, end
    )
    contacts = _both_ends(
        Contact.objects.all(), ContactStatus.objects.all(), ("contact", "state"), incident_id, start, end
    )
    columns = ("contact_class", "was", "was_before", "then", "then_before")
    held: Counter[tuple[ContactClass, ContactState | None, ContactState | None]] = Counter()
    for each, was, was_before, then, then_before, number in contacts.values_list(*columns).annotate(Count("pk")):
        held[ContactClass(each), _held(was, was_before), _held(then, then_before)] += number
    kinds = cases.values_list("was", "then").annotate(Count("pk"))
    return Turned({(_kind(was), _kind(then)): number for was, then, number in kinds}, held)


def _both_ends(
    rows: QuerySet[Any], statuses: QuerySet[Any], names: tuple[str, str], incident_id: UUID, start: datetime, end: datetime
) -> QuerySet[Any]:  # fmt: skip
    owner, value = names
    newest = statuses.filter(**{owner: OuterRef("pk")}).order_by("-at", "-id").values(value)
    moved = statuses.filter(at__gt=start, at__lte=end).values(f"{owner}_id")
    ends = {"was": newest.filter(at__lte=start), "then": newest.filter(at__lte=end)}
    columns = {name: Subquery(each[:1]) for name, each in ends.items()}
    columns |= {f"{name}_before": Subquery(each[1:2]) for name, each in ends.items()}
    found: QuerySet[Any] = rows.filter(incident_id=incident_id, pk__in=moved).order_by().annotate(**columns)
    return found


def _kind(value: str | None) -> Classification | None:
    return Classification(value) if value else None


def _held(value: str | None, before: str | None) -> ContactState | None:
    if value == ContactState.PROPOSED and before == ContactState.APPROVED:
        return ContactState.APPROVED
    return ContactState(value) if value else None
