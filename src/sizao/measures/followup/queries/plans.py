"""Reading plans, and deciding who may be released."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from sizao.kernel.decisions import Decision
from sizao.kernel.editions import ContactClass, PhasePlace, library
from sizao.measures.followup import errors, rules
from sizao.measures.followup.models import Check, Phase, Placement, Plan, PlanMove, PlanStatus
from sizao.measures.followup.queries.duties import tests_of
from sizao.measures.followup.types import (
    CHECK_DONE,
    CheckFacts,
    LinkedTests,
    MoveFacts,
    PhaseFacts,
    PlanFacts,
    PlanState,
    StatusFacts,
    TestFacts,
)
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import ContactState


def plan(plan_id: UUID) -> PlanFacts:
    """One plan with its phases.

    Raises:
        PlanNotFound: when there is none in scope.
    """
    row = Plan.objects.filter(pk=plan_id).first()
    if row is None:
        raise errors.PlanNotFound
    return row.facts(phases([row.id])[row.id])


def plan_of_contact(contact_id: UUID) -> PlanFacts | None:
    """The newest plan of a contact; ``None`` when none was begun."""
    row = Plan.objects.filter(contact_id=contact_id).order_by("-began_at", "-id").first()
    return row.facts(phases([row.id])[row.id]) if row else None


def acted_on(contact_ids: Iterable[UUID], since: datetime) -> int:
    """How many contacts were brought to a place, checked or sampled at or after a moment."""
    done = Plan.objects.filter(contact_id__in=list(contact_ids)).filter(
        Q(placed_at__gte=since) | Q(checks__done_at__gte=since) | Q(tests__sampled_at__gte=since)
    )
    return done.values("contact_id").distinct().count()


def plan_rows(incident_id: UUID | None = None) -> QuerySet[Plan]:
    """Plans for this room's own lists, unordered; not for neighbours."""
    rows = Plan.objects.all()
    return rows if incident_id is None else rows.filter(incident_id=incident_id)


def plans(
    incident_id: UUID | None = None,
    *,
    states: Iterable[PlanState] = (),
    contact_class: ContactClass | None = None,
    contact_ids: Iterable[UUID] = (),
    ids: Iterable[UUID] = (),
    limit: int | None = None,
) -> list[PlanFacts]:
    """Plans in scope by day of release, narrowed by any of the arguments given; without their phases."""
    rows = plan_rows(incident_id)
    lists = {
        "state__in": [each.value for each in states],
        "contact_id__in": list(contact_ids),
        "pk__in": list(ids),
    }
    rows = rows.filter(**{lookup: values for lookup, values in lists.items() if values})
    if contact_class is not None:
        rows = rows.filter(contact_class=contact_class)
    return [row.facts() for row in rows.order_by("release_on", "id")[:limit]]


def stay_at_site(ids: Sequence[UUID], at: datetime) -> bool:
    """Whether all of some plans, one at least, have their people at a site on the day of a moment."""
    today = localdate(at)
    rows = Phase.objects.filter(plan_id__in=ids, start_on__lte=today, end_on__gte=today)
    places = dict(rows.values_list("plan_id", "place"))
    return bool(ids) and all(places.get(each) == PhasePlace.C for each in ids)


def all_placed(
    incident_id: UUID, *, states: Iterable[PlanState], owed: Mapping[ContactClass, int] | None = None
) -> dict[ContactClass, datetime]:
    """The classes of which every contact with a plan in these states is in place, and since when the last one is.

    ``owed`` says how many of a class there are to be placed: as long as fewer have a plan, the class is not in place.
    """
    rows = _to_be_placed(incident_id, states)
    counted = rows.values("contact_class").order_by().annotate(everybody=Count("id"), placed=Count("placed_at"))
    whole = [
        ContactClass(row["contact_class"]) for row in counted if row["everybody"] == row["placed"]
        and row["placed"] >= (owed or {}).get(ContactClass(row["contact_class"]), 0)
    ]  # fmt: skip
    first = Placement.objects.filter(plan=OuterRef("pk")).order_by("since", "id").values("since")[:1]
    since = rows.filter(contact_class__in=whole).annotate(first=Coalesce(Subquery(first), "placed_at"))
    return {ContactClass(kind): last for kind, last in since.values_list("contact_class").annotate(Max("first"))}


def _to_be_placed(incident_id: UUID, states: Iterable[PlanState]) -> QuerySet[Plan]:
    """Plans of approved contacts: who is not found, or was handed over, has a reason of their own for not being in place."""
    rows = plan_rows(incident_id).filter(
        state__in=[each.value for each in states], contact__status=ContactState.APPROVED
    )
    return rows.exclude(contact_class="")


def placed_of(incident_id: UUID, *, states: Iterable[PlanState]) -> dict[ContactClass, tuple[int, int]]:
    """By class, how many of the people with a plan in these states are in place, and how many there are."""
    rows = _to_be_placed(incident_id, states)
    counted = rows.values("contact_class").order_by().annotate(everybody=Count("id"), placed=Count("placed_at"))
    return {ContactClass(row["contact_class"]): (row["placed"], row["everybody"]) for row in counted}


def phases(plan_ids: Sequence[UUID]) -> dict[UUID, list[PhaseFacts]]:
    """The phases of plans, in order."""
    found: dict[UUID, list[PhaseFacts]] = defaultdict(list)
    for row in Phase.objects.filter(plan_id__in=list(plan_ids)).order_by("plan_id", "number"):
        found[row.plan_id].append(row.facts())
    return found


def statuses(plan_id: UUID) -> list[StatusFacts]:
    """A plan's status rows, newest first."""
    return [row.facts() for row in PlanStatus.objects.filter(plan_id=plan_id).order_by("-at", "-id")]


def moves(plan_id: UUID) -> list[MoveFacts]:
    """How a plan was counted anew, newest first."""
    rows = PlanMove.objects.filter(plan_id=plan_id).order_by("-id")
    return [MoveFacts(row.at, row.by, row.reason, dict(row.before), dict(row.after)) for row in rows]


def release_decision(plan_id: UUID, as_of: datetime) -> Decision:
    """Whether one person may be released at a moment, and on which clause.

    Raises:
        PlanNotFound: when there is no such plan in scope.
    """
    found = release_decisions([plan_id], as_of)
    if plan_id not in found:
        raise errors.PlanNotFound
    return found[plan_id]


def leave_decisions(found: Sequence[PlanFacts], as_of: datetime, reason: str = "") -> dict[UUID, Decision]:
    """Who of many at a site may leave it for home, of plans with their phases; one statement however many there are."""
    own = tests_of(each.id for each in found)
    return {
        each.id: rules.may_leave(each, own[each.id], library().get(each.edition_id), as_of, reason) for each in found
    }


def release_decisions(plan_ids: Sequence[UUID], as_of: datetime) -> dict[UUID, Decision]:
    """Who of many may be released at a moment; a fixed number of statements however many there are."""
    found = {row.id: row.facts() for row in Plan.objects.filter(pk__in=list(plan_ids))}
    own = tests_of(found)
    linked = _linked(found.values())
    last = _last_checks(found)
    waiting = cases.waiting(each.contact_id for each in found.values() if each.contact_id)
    return {
        each.id: rules.may_release(
            each, own[each.id], last.get(each.id), linked[each.id], library().get(each.edition_id), as_of,
            waits=each.contact_id in waiting,
        )
        for each in found.values()
    }  # fmt: skip


def _linked(found: Iterable[PlanFacts]) -> dict[UUID, LinkedTests]:
    """The tests of the close contact each plan depends on: those of that contact's newest plan."""
    wanted = {each.id: each.linked_contact_id for each in found}
    rows = Plan.objects.filter(contact_id__in={each for each in wanted.values() if each}).order_by("began_at", "id")
    plan_of = {row.contact_id: row.id for row in rows}
    theirs: dict[UUID, list[TestFacts]] = tests_of(plan_of.values())
    return {
        plan_id: rules.linked_tests(contact_id, theirs[plan_of[contact_id]] if contact_id in plan_of else ())
        for plan_id, contact_id in wanted.items()
    }


def _last_checks(plan_ids: Iterable[UUID]) -> dict[UUID, CheckFacts]:
    done = [each.value for each in CHECK_DONE]
    rows = Check.objects.filter(plan_id__in=list(plan_ids), outcome__in=done)
    return {row.plan_id: row.facts() for row in rows.order_by("plan_id", "-due_at").distinct("plan_id")}


def search(rows: QuerySet[Plan], text: str) -> QuerySet[Plan]:
    """Plans by their number or the person's public number."""
    wanted = text.strip().upper()
    return rows.filter(Q(number=wanted) | Q(person__number=wanted))
