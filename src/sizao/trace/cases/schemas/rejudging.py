"""What the API takes and gives when contacts are judged again."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ninja import Field, Schema

from sizao.kernel.editions.types import ContactClass
from sizao.spine.web.queries.affected import AffectedOut
from sizao.spine.web.queries.fields import Strict
from sizao.trace.cases.types import ChangeKind, ChangeRow, ContactState, Difference, Standing


class StandingOut(Schema):
    """How a contact stands."""

    state: ContactState
    contact_class: ContactClass | None
    ends_on: date | None

    @classmethod
    def of(cls, standing: Standing) -> StandingOut:
        """The standing as JSON."""
        return cls(state=standing.state, contact_class=standing.contact_class, ends_on=standing.ends_on)


class ChangeOut(Schema):
    """One line of the difference."""

    contact_id: UUID
    number: str
    kind: ChangeKind
    before: StandingOut
    after: StandingOut
    why: str
    clause: str

    @classmethod
    def of(cls, row: ChangeRow) -> ChangeOut:
        """The line as JSON."""
        return cls(
            contact_id=row.contact.id, number=row.contact.number, kind=row.kind, before=StandingOut.of(row.before),
            after=StandingOut.of(row.after), why=row.why.en, clause=str(row.clause or ""),
        )  # fmt: skip


class DifferenceOut(Schema):
    """What judging contacts again would change; the stamp goes back with the approval."""

    incident_id: UUID
    case_id: UUID | None
    edition_id: str
    is_migration: bool
    stamp: str
    same: int
    rows: list[ChangeOut]
    affected: AffectedOut
    """Whom it would touch if every line were approved."""

    @classmethod
    def of(cls, found: Difference, affected: AffectedOut) -> DifferenceOut:
        """The difference as JSON."""
        return cls(
            incident_id=found.incident_id, case_id=found.case_id, edition_id=found.edition_id,
            is_migration=found.is_migration, stamp=found.stamp, same=len(found.same),
            rows=[ChangeOut.of(each) for each in found.rows], affected=affected,
        )  # fmt: skip


class RejudgeIn(Strict):
    """The approved lines of a difference, by contact, with the stamp of the difference that was seen."""

    stamp: str = Field(min_length=1, max_length=64)
    contact_ids: list[UUID] = Field(default_factory=list, max_length=50_000)
    reason: str = Field(max_length=500)
    case_id: UUID | None = None
    edition_id: str = Field("", max_length=200)


class RejudgementMade(Schema):
    """How many contacts changed."""

    changed: int
