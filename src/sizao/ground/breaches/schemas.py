"""What the API of breach files takes and gives. Areas are printed division codes; times are ISO 8601 with an offset."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import StringConstraints

from sizao.ground.breaches.types import (
    BreachFacts,
    Delivery,
    EvidenceFacts,
    FileState,
    Finding,
    NewBreach,
    Outcome,
    Route,
    StepFacts,
    StepKind,
    Term,
    Terms,
)
from sizao.ground.registry.types import Party
from sizao.kernel import areas
from sizao.spine.web.queries.fields import NO_CONTROL, Strict, Time, WordsOut

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=NO_CONTROL)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_CONTROL)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=NO_CONTROL)]
Key = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=NO_CONTROL)]


class BreachIn(Strict):
    """A file on a duty; ``basis`` and ``measure`` are keys of the terms in force."""

    responsibility_id: UUID
    happened_at: Time
    what: Text
    basis: Key
    measure: Key
    evidence: Text
    reference: Line

    def breach(self) -> NewBreach:
        """What the file is opened from."""
        return NewBreach(**self.model_dump())


class EvidenceIn(Strict):
    """One more piece of evidence and where it is kept."""

    text: Text
    reference: Line


class DeliveryIn(Strict):
    """How a notice on paper was handed over, and where the receipt is kept."""

    by: Name
    at: Time
    to: Name
    receipt: Line

    def handed(self) -> Delivery:
        """The delivery as the room takes it."""
        return Delivery(self.by, self.at, self.to, self.receipt)


class NoticeIn(Strict):
    """What the party is told; without ``until`` it has the term. On paper with how it was handed over."""

    text: Text
    route: Route = Route.PLATFORM
    until: Time | None = None
    delivery: DeliveryIn | None = None


class DeliveryOut(Schema):
    """How a notice on paper was handed over; the receipt is kept where ``reference`` of the step says."""

    by: str
    at: datetime
    to: str


class WordsIn(Strict):
    """An answer, an appeal or reasons."""

    text: Text


class PaperIn(Strict):
    """An answer or an appeal that came on paper, and where the paper is kept."""

    text: Text
    reference: Line


class FindingIn(Strict):
    """A finding; a measure belongs to it unless the breach is not upheld."""

    finding: Finding
    reasons: Text
    measure: Key = ""


class ReviewIn(Strict):
    """The decision of an appeal; a measure only when it is made lighter."""

    outcome: Outcome
    reasons: Text
    measure: Key = ""


class EvidenceOut(Schema):
    """One piece of evidence."""

    text: str
    reference: str
    at: datetime
    by: str

    @classmethod
    def of(cls, found: EvidenceFacts) -> EvidenceOut:
        """The evidence as JSON."""
        return cls(text=found.text, reference=found.reference, at=found.at, by=found.who.name)


class StepOut(Schema):
    """One step of a file."""

    kind: StepKind
    at: datetime
    by: str
    text: str
    route: Route | None
    until: datetime | None
    finding: Finding | None
    outcome: Outcome | None
    measure: WordsOut | None
    reference: str
    delivery: DeliveryOut | None

    @classmethod
    def of(cls, found: StepFacts) -> StepOut:
        """The step as JSON."""
        handed = found.delivery
        return cls(
            kind=found.kind, at=found.at, by=found.who.name, text=found.text, route=found.route, until=found.until,
            finding=found.finding, outcome=found.outcome,
            measure=WordsOut.of(found.measure) if found.measure else None, reference=found.reference,
            delivery=DeliveryOut(by=handed.by, at=handed.at, to=handed.to) if handed else None,
        )  # fmt: skip


class BreachOut(Schema):
    """A file with its evidence and steps."""

    id: UUID
    number: str
    area: str
    place: WordsOut
    party: Party
    duty: str
    holder: str
    state: FileState
    happened_at: datetime
    what: str
    basis: WordsOut
    terms_version: str
    proposed: WordsOut
    standing: WordsOut | None
    opened_at: datetime
    evidence: list[EvidenceOut]
    steps: list[StepOut]

    @classmethod
    def of(cls, found: BreachFacts, at: datetime) -> BreachOut:
        """The file as JSON, as it stands at a moment."""
        standing, _rank = found.standing
        return cls(
            id=found.id, number=found.number, area=areas.printed(found.area), place=WordsOut.of(found.place),
            party=found.party, duty=found.duty, holder=found.holder, state=found.state(at),
            happened_at=found.happened_at, what=found.what, basis=WordsOut.of(found.basis),
            terms_version=found.terms_version, proposed=WordsOut.of(found.proposed),
            standing=WordsOut.of(standing) if standing else None, opened_at=found.opened_at,
            evidence=[EvidenceOut.of(each) for each in found.evidence], steps=[StepOut.of(each) for each in found.steps],
        )  # fmt: skip


class BreachLine(Schema):
    """A file as the list has it: what and whom it concerns and where it stands, without evidence and answers."""

    id: UUID
    number: str
    area: str
    place: WordsOut
    party: Party
    duty: str
    holder: str
    state: FileState
    opened_at: datetime

    @classmethod
    def of(cls, found: BreachFacts, at: datetime) -> BreachLine:
        """The line as JSON."""
        return cls(
            id=found.id, number=found.number, area=areas.printed(found.area), place=WordsOut.of(found.place),
            party=found.party, duty=found.duty, holder=found.holder, state=found.state(at), opened_at=found.opened_at,
        )  # fmt: skip


class TermOut(Schema):
    """A length of time with its source and how sure we are of it."""

    days: int
    source: WordsOut
    confidence: str

    @classmethod
    def of(cls, found: Term) -> TermOut:
        """The term as JSON."""
        source = WordsOut(zh=found.clause.text, en=found.clause.source)
        return cls(days=found.days, source=source, confidence=found.clause.confidence)


class KeyedOut(Schema):
    """A legal basis or a measure that may be named."""

    key: str
    words: WordsOut


class TermsOut(Schema):
    """The terms, legal bases and measures in force."""

    version: str
    answer: TermOut
    appeal: TermOut
    review: TermOut
    bases: list[KeyedOut]
    measures: list[KeyedOut]

    @classmethod
    def of(cls, found: Terms) -> TermsOut:
        """The terms as JSON."""
        return cls(
            version=found.version, answer=TermOut.of(found.answer), appeal=TermOut.of(found.appeal),
            review=TermOut.of(found.review),
            bases=[KeyedOut(key=each.key, words=WordsOut.of(each.words)) for each in found.bases],
            measures=[KeyedOut(key=each.key, words=WordsOut.of(each.words)) for each in found.measures],
        )  # fmt: skip
