"""What a person has twice in one incident since two of the person's numbers were merged."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sizao.trace.cases.types.facts import CaseFacts, ContactFacts


@dataclass(frozen=True)
class Doubled:
    """The records of one person in one incident: the one that is kept, and those that would be set aside for it."""

    incident_id: UUID
    kept: CaseFacts | ContactFacts
    cases: tuple[CaseFacts, ...] = ()
    contacts: tuple[ContactFacts, ...] = ()

    @property
    def aside(self) -> tuple[CaseFacts | ContactFacts, ...]:
        """All that would be set aside."""
        return (*self.cases, *self.contacts)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The public numbers of all the records, in order."""
        return tuple(sorted([self.kept.number, *(each.number for each in self.aside)]))

    @property
    def is_of_a_case(self) -> bool:
        """Whether the record that is kept is a case."""
        return isinstance(self.kept, CaseFacts)
