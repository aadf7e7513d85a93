"""Facts that the room of cohorts announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RuleProposed(Event):
    """A version of a rule was proposed."""

    name: ClassVar[str] = "measures.cohorts.rule-proposed"

    cohort_id: UUID
    version_id: UUID


@dataclass(frozen=True, kw_only=True)
class RuleApproved(Event):
    """A version of a rule is in force; people known before were held against it."""

    name: ClassVar[str] = "measures.cohorts.rule-approved"

    cohort_id: UUID
    version_id: UUID
    matched: int


@dataclass(frozen=True, kw_only=True)
class RuleEnded(Event):
    """A rule is no longer held against registrations."""

    name: ClassVar[str] = "measures.cohorts.rule-ended"

    cohort_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonMatched(Event):
    """A registration falls under a rule in force."""

    name: ClassVar[str] = "measures.cohorts.person-matched"

    cohort_id: UUID
    member_id: UUID
