"""Reading contacts and exposures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from sizao.kernel.areas import Level, ancestor
from sizao.kernel.editions import ContactClass
from sizao.trace.cases import errors, rules
from sizao.trace.cases.models import Case, Contact, ContactStatus, Exposure
from sizao.trace.cases.models.contacts import KEPT
from sizao.trace.cases.types import (
    INFECTED,
    MANAGED_STATES,
    OPEN_STATES,
    Cohort,
    ContactFacts,
    ContactStanding,
    ContactState,
    ExposureFacts,
    Managed,
)


def contact(contact_id: UUID) -> ContactFacts:
    """One contact.

    Raises:
        ContactNotFound: when there is none in scope.
    """
    row = Contact.objects.filter(pk=contact_id).first()
    if row is None:
        raise errors.ContactNotFound
    return row.facts()


def contacts_by_id(contact_ids: Iterable[UUID]) -> dict[UUID, ContactFacts]:
    """Contacts by id, those in scope."""
    return {row.id: row.facts() for row in Contact.objects.filter(pk__in=list(contact_ids))}


def contact_rows(incident_id: UUID | None = None) -> QuerySet[Contact]:
    """Contacts for this room's own lists, unordered; not for neighbours."""
    rows = Contact.objects.select_related("source_case", "linked_contact")
    return rows if incident_id is None else rows.filter(incident_id=incident_id)


def contacts(
    incident_id: UUID | None = None,
    status: ContactState | None = None,
    *,
    contact_class: ContactClass | None = None,
    case_id: UUID | None = None,
    person_ids: Iterable[int] = (),
    limit: int | None = None,
) -> list[ContactFacts]:
    """Contacts in scope, latest exposure first, narrowed by any of the arguments given."""
    rows = Contact.objects.all()
    given = {"incident_id": incident_id, "status": status, "contact_class": contact_class, "source_case_id": case_id}
    rows = rows.filter(**{field: value for field, value in given.items() if value is not None})
    people = list(person_ids)
    if people:
        rows = rows.filter(person_id__in=people)
    return [row.facts() for row in rows.order_by("-last_exposure_at", "-id")[:limit]]


def waits(prefix: str = "") -> Q:
    """Who waits: approved and held as that, until somebody decides on something stricter or later that is proposed.

    ``prefix`` leads from other rows to the contact: ``"contact__"``.
    """
    return Q(**{f"{prefix}status": ContactState.PROPOSED, f"{prefix}earlier__has_key": "contact_class"})


def as_held(prefix: str = "") -> dict[str, Any]:
    """What holds of a contact at present, as columns: what was approved where something else waits, else what stands.

    Who is not found or was handed over stays so, in the class that was approved.
    """

    keeps = Q(**{f"{prefix}status__in": KEPT, f"{prefix}earlier__has_key": "contact_class"})

    def approved_as(column: str) -> Choice:
        kept = Coalesce(KeyTextTransform(column, f"{prefix}earlier"), F(f"{prefix}{column}"), output_field=CharField())
        return Choice(When(keeps, then=kept), default=F(f"{prefix}{column}"), output_field=CharField())

    now = When(waits(prefix), then=Value(ContactState.APPROVED.value))
    return {
        "held_class": approved_as("contact_class"),
        "held_edition": approved_as("edition_id"),
        "held_state": Choice(now, default=F(f"{prefix}status"), output_field=CharField()),
    }


def waiting(contact_ids: Iterable[UUID]) -> set[UUID]:
    """Of some contacts, those who wait for a decision."""
    return set(Contact.objects.filter(waits(), pk__in=list(contact_ids)).values_list("pk", flat=True))


def held_contacts(incident_id: UUID) -> list[ContactFacts]:
    """Contacts of an incident under management, latest exposure first: the approved, and who waits for a stricter class or a
    later day and is held as approved until somebody decides."""
    rows = Contact.objects.filter(Q(status=ContactState.APPROVED) | waits(), incident_id=incident_id)
    return [row.facts() for row in rows.order_by("-last_exposure_at", "-id")]


def contacts_by_area(incident_id: UUID, as_of: datetime) -> dict[int, int]:
    """How many contacts of an incident known at a moment, and not turned down by then, live in each area, by area code.

    Nought is added to the area lest PostgreSQL follow the area's index to find the rows in groups: it takes the policy's range
    for a few rows, and would fetch each contact by itself.
    """
    down = ContactStatus.objects.filter(contact_id=OuterRef("pk"), state=ContactState.REJECTED, at__lte=as_of)
    known = Contact.objects.filter(incident_id=incident_id, proposed_at__lte=as_of)
    rows = known.exclude(Q(status=ContactState.REJECTED) & Exists(down))
    return dict(rows.order_by().values_list(F("area") + 0).annotate(Count("pk")))


def contacts_held(
    incident_id: UUID, states: Iterable[ContactState]
) -> dict[tuple[ContactClass, str, ContactState], int]:
    """How many contacts of an incident stand in some states now, by class, edition and state; who waits as approved."""
    held = Q(status__in=[each.value for each in states]) | waits()
    rows = Contact.objects.filter(held, incident_id=incident_id).order_by().annotate(**as_held())
    keys: tuple[str, ...] = ("held_class", "held_edition", "held_state")
    counted = rows.values_list(*keys).annotate(Count("pk"))
    return {(ContactClass(kind), edition, ContactState(state)): number for kind, edition, state, number in counted}


def cohorts(incident_id: UUID, states: Iterable[ContactState]) -> list[Cohort]:
    """The contacts of an incident that are in some states now, by class and edition: how many, where, exposed when."""
    rows = Contact.objects.filter(incident_id=incident_id, status__in=[each.value for each in states]).order_by()
    counted = rows.values_list("contact_class", "edition_id", "area").annotate(
        Count("pk"), Min("last_exposure_at"), Max("last_exposure_at")
    )
    found: dict[tuple[str, str], list[tuple[int, int, datetime, datetime]]] = defaultdict(list)
    for kind, edition, area, people, first, last in counted:
        found[kind, edition].append((area, people, first, last))
    return [_cohort(ContactClass(kind), edition, parts) for (kind, edition), parts in sorted(found.items())]


def _cohort(of: ContactClass, edition: str, parts: list[tuple[int, int, datetime, datetime]]) -> Cohort:
    towns: Counter[int] = Counter()
    for area, people, _first, _last in parts:
        towns[ancestor(area, Level.TOWN)] += people
    first, last = min(each[2] for each in parts), max(each[3] for each in parts)
    return Cohort(of, edition, towns.total(), tuple(towns.most_common()), first, last)


def contacts_by_situation(incident_id: UUID) -> dict[tuple[ContactClass, str, ContactState, bool], int]:
    """How many contacts of an incident there are by class, situation, state, and whether somebody approved them."""
    rows = Contact.objects.filter(incident_id=incident_id).order_by()
    sure, found = approved(incident_id), Counter[tuple[ContactClass, str, ContactState, bool]]()
    for key, kind, code, state in rows.values_list("pk", "contact_class", "situation", "status"):
        found[sure.get(key) or ContactClass(kind), code, ContactState(state), key in sure] += 1
    return dict(found)


WAITS_NOT = ~Q(state=ContactState.PROPOSED, decision__isnull=True) & ~Q(state__in=rules.ASIDE)
"""Status rows that settle what holds: a proposal nobody decided, and where somebody is looked for, leave it open."""


class Standing(NamedTuple):
    """What held of a contact at a moment: of who waited, what was approved."""

    state: ContactState
    contact_class: ContactClass
    edition_id: str


def held_at(incident_id: UUID, as_of: datetime) -> dict[UUID, Standing]:
    """What held of each contact of an incident at a moment; who was not yet proposed is absent.

    Of who was not found then, or handed over, the class is the approved one, whatever was found about them meanwhile.
    """
    rows = ContactStatus.objects.filter(contact__incident_id=incident_id, at__lte=as_of)
    found = {row[0]: row[1:] for row in _newest(rows)}
    asked = {key for key, (state, decision, *_) in found.items() if state == ContactState.PROPOSED and decision is None}
    aside = {key for key, (state, *_) in found.items() if state in rules.ASIDE}
    for key, *row in _newest(rows.filter(WAITS_NOT, contact__in=asked | aside)):
        if row[0] == ContactState.APPROVED:
            found[key] = tuple(row) if key in asked else (found[key][0], *row[1:])
    return {
        key: Standing(ContactState(state), ContactClass(kind), edition or now)
        for key, (state, _decision, kind, edition, now) in found.items()
    }


def _newest(rows: QuerySet[ContactStatus]) -> QuerySet[Any, tuple[Any, ...]]:
    newest = rows.order_by("contact_id", "-at", "-id").distinct("contact_id")
    return newest.values_list(
        "contact_id", "state", "decision_id", "contact_class", "edition_id", "contact__edition_id"
    )  # fmt: skip


def with_held(rows: QuerySet[Any], name: str, as_of: datetime) -> QuerySet[Any]:
    """Contacts with what held of each at a moment as a column, and its class as another; nothing for who was not there yet.

    Who is approved, and for whom something stricter or later is proposed, stays approved until somebody decides. An approval
    that was taken back is none: the proposal that follows it was entered by a decision.
    """
    newest = ContactStatus.objects.filter(contact=OuterRef("pk"), at__lte=as_of).order_by("-at", "-id")
    settled = newest.filter(WAITS_NOT)
    state, before, decided = f"{name}_newest", f"{name}_settled", f"{name}_decision"
    rows = rows.alias(**{
        state: Subquery(newest.values("state")[:1]), before: Subquery(settled.values("state")[:1]),
        decided: Subquery(newest.values("decision")[:1]),
    })  # fmt: skip
    waits = Q(**{state: ContactState.PROPOSED, f"{decided}__isnull": True, before: ContactState.APPROVED})
    held = When(waits, then=Value(ContactState.APPROVED.value))
    aside = Q(**{f"{state}__in": rules.ASIDE, before: ContactState.APPROVED})
    kind = When(waits | aside, then=Subquery(settled.values("contact_class")[:1]))
    found: QuerySet[Any] = rows.annotate(**{
        name: Choice(held, default=F(state), output_field=CharField()),
        f"{name}_class": Choice(kind, default=Subquery(newest.values("contact_class")[:1]), output_field=CharField()),
    })  # fmt: skip
    return found


def held_while_waiting(incident_id: UUID, as_of: datetime) -> dict[ContactClass, int]:
    """How many were approved, and are managed as that class, while something stricter or later waited at a moment."""
    rows = with_held(Contact.objects.filter(incident_id=incident_id), "held", as_of)
    waiting = rows.filter(held=ContactState.APPROVED, held_newest=ContactState.PROPOSED)
    return Counter(ContactClass(kind) for kind in waiting.values_list("held_class", flat=True))


def deciding(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of status rows those that say whether somebody stands approved: approvals, rejections, and approvals taken back.

    What only follows from evidence or fate (a stricter class that waits, not found, ill, released) leaves an approval standing.
    """
    back = Q(state=ContactState.PROPOSED, decision__isnull=False)
    return rows.filter(Q(state__in=[ContactState.APPROVED, ContactState.REJECTED]) | back)


def approved(incident_id: UUID, as_of: datetime | None = None) -> dict[UUID, ContactClass]:
    """The contacts of an incident whom somebody approved, whatever became of them, with the class that was approved by then.

    Who was never approved (became a case, or was not found, before anybody decided) is none of them, nor whose approval was
    taken back by then.
    """
    rows = deciding(ContactStatus.objects.filter(contact__incident_id=incident_id))
    rows = rows if as_of is None else rows.filter(at__lte=as_of)
    newest = rows.order_by("contact_id", "-at", "-id").distinct("contact_id")
    classes = {
        each.value: each for each in ContactClass
    }  # a look-up of thousands: an enum's own takes five times as long
    found = newest.values_list("contact_id", "state", "contact_class")
    return {contact_id: classes[kind] for contact_id, state, kind in found if state == ContactState.APPROVED}


def managed(person_ids: Iterable[int]) -> dict[int, Managed]:
    """Who of some persons is under management, of those in scope: as a case that is open, or a contact of a strict class."""
    people = list(person_ids)
    rows = Contact.objects.filter(
        person_id__in=people, status__in=[each.value for each in MANAGED_STATES],
        contact_class__in=[ContactClass.CLOSE.value, ContactClass.SECONDARY.value],
    ).order_by("last_exposure_at")  # fmt: skip
    found: dict[int, Managed] = {}
    for person, kind, last in rows.values_list("person_id", "contact_class", "last_exposure_at"):
        is_less = (
            kind == ContactClass.SECONDARY and person in found and found[person].contact_class is ContactClass.CLOSE
        )
        of = ContactClass.CLOSE if is_less else ContactClass(kind)
        found[person] = Managed(contact_class=of, last_exposure_at=last)
    infected = [each.value for each in INFECTED]
    cases = Case.objects.filter(person_id__in=people, is_closed=False, classification__in=infected)
    return found | dict.fromkeys(cases.values_list("person_id", flat=True), Managed(contact_class=None))


def managed_since(person_ids: Iterable[int]) -> dict[int, datetime]:
    """Since when persons are under management as close contacts or contacts of contacts, of those in scope who are now.

    Of each contact its newest approval counts: who was released and approved again is not managed since the first time.
    """
    states = [each.value for each in MANAGED_STATES]
    classes = [ContactClass.CLOSE.value, ContactClass.SECONDARY.value]
    rows = ContactStatus.objects.filter(
        state=ContactState.APPROVED, contact__person_id__in=list(person_ids), contact__status__in=states,
        contact__contact_class__in=classes,
    )  # fmt: skip
    newest = rows.order_by().values_list("contact_id", "contact__person_id").annotate(Max("at"))
    found: dict[int, datetime] = {}
    for _contact, person, at in newest:
        found[person] = min(at, found.get(person, at))
    return found


def contact_statuses(contact_id: UUID) -> list[ContactStanding]:
    """A contact's status rows, newest first."""
    return [row.facts() for row in ContactStatus.objects.filter(contact_id=contact_id).order_by("-at", "-id")]


def open_contacts(case_id: UUID) -> int:
    """How many contacts of a case are still proposed, under follow-up or not found."""
    states = [each.value for each in OPEN_STATES]
    return Contact.objects.filter(source_case_id=case_id, status__in=states).count()


def contact_counts(case_id: UUID) -> dict[ContactState, int]:
    """How many contacts a case has in each state."""
    rows = Contact.objects.filter(source_case_id=case_id).values_list("status").annotate(Count("pk")).order_by()
    return {ContactState(state): number for state, number in rows}


def exposures(
    incident_id: UUID | None = None, *, contact_id: UUID | None = None, person_id: int | None = None
) -> list[ExposureFacts]:
    """Exposure edges of an incident, a contact or an exposed person, in order of time."""
    given = {"incident_id": incident_id, "contact_id": contact_id, "person_id": person_id}
    rows = Exposure.objects.filter(**{field: value for field, value in given.items() if value is not None})
    return [row.facts() for row in rows.order_by("start", "id")]


def exposures_of(case_id: UUID) -> list[ExposureFacts]:
    """The edges that lead away from a case."""
    rows = Exposure.objects.filter(source_case_id=case_id).order_by("start", "id")
    return [row.facts() for row in rows]


def search(rows: QuerySet[Contact], text: str) -> QuerySet[Contact]:
    """Contacts by their number or the person's public number."""
    wanted = text.strip().upper()
    return rows.filter(Q(number=wanted) | Q(person__number=wanted))
