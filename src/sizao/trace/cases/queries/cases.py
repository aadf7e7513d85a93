"""Reading cases: one, many, their status rows, versions, stays, and counts as of a moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Count, F, Func, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models import Case as Choose
from django.db.models.functions import Coalesce, TruncDate

from sizao.ground.identity import queries as identity
from sizao.kernel.editions import ContactClass, Edition, library
from sizao.trace.cases import errors
from sizao.trace.cases.models import Case, CaseRevision, CaseStatus, Contact, ContactStatus, Stay, StayRemoval
from sizao.trace.cases.types import (
    CaseCounts,
    CaseFacts,
    CaseTally,
    Classification,
    ContactState,
    FieldChange,
    RemovedStay,
    RevisionFacts,
    StatusFacts,
    StayFacts,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def case(case_id: UUID) -> CaseFacts:
    """One case.

    Raises:
        CaseNotFound: when there is none in scope.
    """
    return _one(Case.objects.filter(pk=case_id)).facts()


def case_for_update(case_id: UUID) -> Case:
    """The case's row, locked until the transaction ends; for this room's own actions.

    Raises:
        CaseNotFound: when there is none in scope.
    """
    return _one(Case.objects.select_for_update().filter(pk=case_id))


def _one(rows: QuerySet[Case]) -> Case:
    row = rows.first()
    if row is None:
        raise errors.CaseNotFound
    return row


def case_rows(incident_id: UUID | None = None) -> QuerySet[Case]:
    """Cases for this room's own lists, unordered; not for neighbours."""
    rows = Case.objects.all()
    return rows if incident_id is None else rows.filter(incident_id=incident_id)


def cases(
    incident_id: UUID | None = None,
    *,
    classifications: Iterable[Classification] = (),
    person_ids: Iterable[int] = (),
    ids: Iterable[UUID] = (),
    limit: int | None = None,
) -> list[CaseFacts]:
    """Cases in scope, newest report first, narrowed by any of the arguments given."""
    rows = case_rows(incident_id)
    wanted = {
        "classification__in": [each.value for each in classifications],
        "person_id__in": list(person_ids),
        "pk__in": list(ids),
    }
    rows = rows.filter(**{lookup: values for lookup, values in wanted.items() if values})
    return [row.facts() for row in rows.order_by("-reported_at", "-id")[:limit]]


def episodes(person_id: int, *, but: UUID | None = None) -> list[CaseFacts]:
    """Every case in scope of the person behind a number, whichever of the person's numbers it was reported under."""
    return [each for each in cases(person_ids=identity.same_person(person_id)) if each.id != but]


def case_numbered(number: str) -> CaseFacts | None:
    """The case with a number of ours, when in scope."""
    row = Case.objects.filter(number=number).first()
    return row.facts() if row else None


def case_by_external(incident_id: UUID, external_id: str) -> CaseFacts | None:
    """The case of an incident that another system calls ``external_id``."""
    row = Case.objects.filter(incident_id=incident_id, external_id=external_id).first()
    return row.facts() if row else None


def edition_of(found: CaseFacts) -> Edition:
    """The edition a case is judged under."""
    return library().get(found.edition_id)


def statuses(case_id: UUID) -> list[StatusFacts]:
    """A case's status rows, newest first."""
    rows = CaseStatus.objects.filter(case_id=case_id).prefetch_related("tests")
    return [row.facts() for row in rows.order_by("-at", "-id")]


def answers(case_id: UUID) -> dict[str, object]:
    """The free answers of a case's form."""
    return dict(_one(Case.objects.filter(pk=case_id)).form)


def revisions(case_id: UUID) -> list[RevisionFacts]:
    """A case's saved versions, newest first."""
    rows = CaseRevision.objects.filter(case_id=case_id).order_by("-revision")
    return [RevisionFacts(row.revision, row.at, row.by, row.reason, dict(row.changes)) for row in rows]


def changed_since(case_id: UUID, revision: int) -> list[FieldChange]:
    """What was saved after a version, field by field: what it was in that version and what it is now.

    The free answers of the form are fields of their own; one that is again what it was is left out.
    """
    found: dict[str, FieldChange] = {}
    for row in CaseRevision.objects.filter(case_id=case_id, revision__gt=revision).order_by("revision"):
        for name, (old, new) in _each_field(dict(row.changes)):
            was = found[name].was if name in found else old
            found[name] = FieldChange(name, was, new, row.by, row.at)
    return [each for each in found.values() if each.was != each.now]


def _each_field(changes: dict[str, Any]) -> Iterator[tuple[str, tuple[object, object]]]:
    old_form, new_form = changes.pop("form", ({}, {}))
    for name in sorted({*old_form, *new_form}):
        if old_form.get(name, "") != new_form.get(name, ""):
            yield name, (old_form.get(name, ""), new_form.get(name, ""))
    yield from ((name, (old, new)) for name, (old, new) in changes.items())


def stays(case_id: UUID) -> list[StayFacts]:
    """A case's activity trajectory in order of time."""
    return [row.facts() for row in Stay.objects.filter(case_id=case_id).order_by("start", "id")]


def days_of(incident_id: UUID) -> dict[UUID, list[tuple[datetime, datetime]]]:
    """From when until when the cases of an incident are known to have been somewhere, by case."""
    found: dict[UUID, list[tuple[datetime, datetime]]] = {}
    rows = Stay.objects.filter(case__incident_id=incident_id).order_by()
    for case_id, start, until in rows.values_list("case_id", "start", "until"):
        found.setdefault(case_id, []).append((start, until))
    return found


def without_days(incident_id: UUID) -> set[UUID]:
    """The cases of an incident, of those not ruled out, of whose days nothing is known."""
    rows = case_rows(incident_id).exclude(classification=Classification.NOT_A_CASE).filter(stays__isnull=True)
    return set(rows.order_by().values_list("id", flat=True))


def removed_stays(case_id: UUID) -> list[RemovedStay]:
    """Place-time rows that were taken out of a case's trajectory, the last one first."""
    return [row.facts() for row in StayRemoval.objects.filter(case_id=case_id).order_by("-at", "-id")]


def places_stayed(incident_id: UUID) -> dict[int, datetime]:
    """Until when a case of an incident was last in each registered place."""
    rows = Stay.objects.filter(case__incident_id=incident_id, place__isnull=False)
    return dict(rows.order_by().values_list("place_id").annotate(last=Max("until")))


def stays_at(place_id: int) -> list[tuple[CaseFacts, StayFacts]]:
    """The stays of open cases in scope at a place, newest first, each with its case."""
    rows = Stay.objects.filter(place_id=place_id, case__is_closed=False).select_related("case").order_by("-start", "id")
    return [(row.case.facts(), row.facts()) for row in rows[:200]]


def open_cases_of(persons: Collection[int]) -> list[CaseFacts]:
    """Open cases in scope of any of these persons, of whom there may be very many."""
    there = set(persons)
    rows = Case.objects.filter(is_closed=False)
    wanted = [key for key, person in rows.values_list("pk", "person_id") if person in there]
    return cases(ids=wanted) if wanted else []


def counts(incident_id: UUID, as_of: datetime | None = None) -> CaseCounts:
    """Counts of one incident by counting rows: now, or as they stood at a moment.

    At a moment, a case or contact counts under the newest status row it had by then, a contact in the class it had by
    then; without one it did not exist yet.
    """
    if as_of is not None:
        return counts_at(incident_id, [as_of])[0]
    kinds = Case.objects.filter(incident_id=incident_id).values_list("classification").annotate(Count("pk"))
    states = (
        Contact.objects.filter(incident_id=incident_id).values_list("contact_class", "status").annotate(Count("pk"))
    )
    return CaseCounts(
        as_of=None,
        by_classification={Classification(kind): number for kind, number in kinds.order_by()},
        contacts={(ContactClass(kind), ContactState(state)): number for kind, state, number in states.order_by()},
    )


def counts_at(incident_id: UUID, moments: Sequence[datetime]) -> list[CaseCounts]:
    """The counts as they stood at each of some moments, the contacts read once for all of them."""
    contacts = _contacts_then(incident_id, sorted(moments))
    return [
        CaseCounts(as_of=each, by_classification=_kinds_then(incident_id, each), contacts=contacts[each])
        for each in moments
    ]


def _kinds_then(incident_id: UUID, as_of: datetime) -> dict[Classification, int]:
    """Rows with a later status row count under the newest one by then; all others, nearly all of them, as they are now.

    The later rows are looked for by their time alone: one day's, whichever incident's, rather than all of the incident's.
    """
    moved = CaseStatus.objects.filter(at__gt=as_of).values("case_id")
    newest = CaseStatus.objects.filter(case=OuterRef("pk"), at__lte=as_of).order_by("-at", "-id")
    was = Choose(When(pk__in=moved, then=Subquery(newest.values("classification")[:1])), default=F("classification"))
    kinds = Case.objects.filter(incident_id=incident_id).annotate(was=was).filter(was__isnull=False)
    return {Classification(kind): n for kind, n in kinds.order_by().values_list("was").annotate(Count("pk"))}


Held = dict[tuple[ContactClass, ContactState], int]


def _contacts_then(incident_id: UUID, moments: Sequence[datetime]) -> dict[datetime, Held]:
    """Contacts by class and state at moments in order of time.

    All are counted once as they stand now; those that moved after a moment are taken out of it again, and counted under
    the newest status row that it knew.
    """
    since = [When(proposed_at__lte=each, then=Value(n)) for n, each in enumerate(moments)]
    rows = Contact.objects.filter(incident_id=incident_id).annotate(turn=Choose(*since, default=Value(len(since))))
    found: list[Counter[tuple[str, str | None]]] = [Counter() for _ in moments]
    for kind, state, turn, number in (
        rows.order_by().values_list("contact_class", "status", "turn").annotate(Count("pk"))
    ):
        for n in range(turn, len(moments)):
            found[n][kind, state] += number
    for n, each in enumerate(moments):
        for kind, state, stood_kind, was, number in _moved(rows.filter(turn__lte=n), each):
            found[n][kind, state] -= number
            found[n][stood_kind or kind, was] += number
    return {
        each: {(ContactClass(kind), ContactState(state)): n for (kind, state), n in held.items() if n and state}
        for each, held in zip(moments, found, strict=True)
    }


def _moved(rows: QuerySet[Contact], since: datetime) -> Iterable[tuple[str, str, str | None, str | None, int]]:
    """Contacts with a status row after a moment, counted by class and state: the present ones, and the newest before it.

    Their keys are gathered first: one day's few rows lead to the contacts, not each of the contacts to its rows.
    """
    later = ArraySubquery(ContactStatus.objects.filter(at__gt=since).values("contact_id"))
    among = Func(F("pk"), later, template="(%(expressions)s))", arg_joiner=" = ANY(", output_field=BooleanField())
    stirred = rows.filter(among)
    last = ContactStatus.objects.filter(contact=OuterRef("pk"), at__lte=since).order_by("-at", "-id")
    stood = stirred.annotate(
        stood=Subquery(last.values("state")[:1]), stood_class=Subquery(last.values("contact_class")[:1])
    ).order_by()
    return stood.values_list("contact_class", "status", "stood_class", "stood").annotate(Count("pk"))


def tally(incident_id: UUID, as_of: datetime) -> list[CaseTally]:
    """The cases of an incident reported by a moment, counted by area, present classification and day in Shanghai."""
    day = TruncDate(Coalesce("onset_at", "sampled_at", "reported_at"), tzinfo=SHANGHAI)
    rows = Case.objects.filter(incident_id=incident_id, reported_at__lte=as_of).annotate(on=day)
    counted = rows.order_by().values_list("area", "classification", "on").annotate(Count("pk"))
    return [CaseTally(area, Classification(kind), on, number) for area, kind, on, number in counted]


def reported_by(incident_id: UUID, as_of: datetime) -> dict[Classification, int]:
    """The cases of an incident reported by a moment, by their present classification."""
    rows = Case.objects.filter(incident_id=incident_id, reported_at__lte=as_of).order_by()
    return {Classification(kind): n for kind, n in rows.values_list("classification").annotate(Count("pk"))}


def span(incident_id: UUID) -> tuple[datetime | None, datetime | None]:
    """When the first and the last case of an incident were reported."""
    found = Case.objects.filter(incident_id=incident_id).aggregate(first=Min("reported_at"), last=Max("reported_at"))
    return found["first"], found["last"]


def search(rows: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Cases by number, number in another system, or the person's public number."""
    wanted = text.strip()
    return rows.filter(Q(number=wanted.upper()) | Q(external_id__iexact=wanted) | Q(person__number=wanted.upper()))
