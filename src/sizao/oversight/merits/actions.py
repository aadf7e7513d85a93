"""What is done in merit records: propose a merit, decide it, object to one's own record, answer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sizao.ground.command.errors import OutsideArea
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.oversight.merits import queries, rules
from sizao.oversight.merits.errors import NotYourRecord, WordsMissing
from sizao.oversight.merits.models import Merit, MeritDecision, Objection, ObjectionAnswer
from sizao.oversight.merits.types import MeritKind, Record, Span, Who
from sizao.spine.audit import actions as audit


def who(by: Actor) -> Who:
    """The actor as records name somebody."""
    return Who(by.name, by.user_id)


def note_look(*, found: Record, by: Actor, at: datetime) -> None:
    """Write into the access log that somebody looked at one chief's record; nobody logs looking at their own."""
    if found.user_id is None or found.user_id != by.user_id:
        audit.record(
            by=by, at=at, action="merits.read", purpose="quality_audit", fields="work, hours, merits, objections",
            reason=str(found.chief_id), area=found.area,
        )  # fmt: skip


def note_list(*, span: Span, by: Actor, at: datetime, is_export: bool = False) -> None:
    """Write into the access log that somebody looked at the records of the own area's chiefs, or took them away."""
    audit.record(
        by=by, at=at, action="merits.export" if is_export else "merits.list", purpose="quality_audit",
        fields="holder, work, hours, merits", reason=f"{span.since:%Y-%m}", area=by.area,
    )  # fmt: skip


def note_waiting(*, by: Actor, at: datetime) -> None:
    """Write into the access log that somebody looked at the merits and objections that wait in the own area."""
    audit.record(
        by=by,
        at=at,
        action="merits.waiting",
        purpose="quality_audit",
        fields="holder, merits, objections",
        area=by.area,
    )


def _said(*texts: str) -> None:
    if not all(each.strip() for each in texts):
        raise WordsMissing(reason="")


def _inside(by: Actor, area: int) -> None:
    if not contains(by.area, area):
        raise OutsideArea(area=printed(area))


@transaction.atomic
def propose(
    *, chief_id: UUID, kind: MeritKind, text: str, reference: str, by: Actor, at: datetime
) -> UUID:  # fmt: skip
    """Propose a merit for a chief.

    Raises:
        ChiefUnknown: when there is none in the actor's area.
        OwnMerit: when it is the actor's own.
        WordsMissing: when it cannot be looked up.
    """
    chief = queries.chief(by, chief_id)
    rules.may_propose(chief.user_id, who(by)).or_raise()
    _said(text, reference)
    row = Merit.objects.create(
        chief_id=chief.id, chief_user=chief.user_id, area=chief.area, kind=kind.value, text=text.strip(),
        reference=reference.strip(), at=at, by=by.name, by_user=by.user_id,
    )  # fmt: skip
    return row.id


def _held(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


@transaction.atomic
def decide(*, merit_id: UUID, is_approved: bool, reasons: str, by: Actor, at: datetime) -> None:
    """Approve or refuse a merit.

    Raises:
        AlreadyDecided, ProposerDecides, OwnMerit: see :func:`rules.may_decide`.
    """
    _held(f"merit {merit_id}")
    found = queries.merit(merit_id)
    _inside(by, found.area)
    rules.may_decide(found, who(by)).or_raise()
    _said(reasons)
    MeritDecision.objects.create(
        merit_id=merit_id, is_approved=is_approved, reasons=reasons.strip(), at=at, by=by.name, by_user=by.user_id
    )


@transaction.atomic
def object_to(*, chief_id: UUID, text: str, by: Actor, at: datetime) -> UUID:
    """A chief objects to the own record.

    Raises:
        NotYourRecord: when the actor does not hold or has not held the post.
    """
    chief = next((each for each in registry.posts_of(by.user_id or 0) if each.id == chief_id), None)
    if chief is None:
        raise NotYourRecord
    _said(text)
    row = Objection.objects.create(
        chief_id=chief.id, chief_user=chief.user_id, area=chief.area, text=text.strip(), at=at, by=by.name,
        by_user=by.user_id,
    )  # fmt: skip
    return row.id


@transaction.atomic
def answer(*, objection_id: UUID, text: str, by: Actor, at: datetime) -> None:
    """Answer an objection.

    Raises:
        AlreadyAnswered, OwnMerit: see :func:`rules.may_answer`.
    """
    _held(f"objection {objection_id}")
    found = queries.objection(objection_id)
    _inside(by, found.area)
    rules.may_answer(found, who(by)).or_raise()
    _said(text)
    ObjectionAnswer.objects.create(
        objection_id=objection_id, text=text.strip(), at=at, by=by.name, by_user=by.user_id
    )  # fmt: skip
