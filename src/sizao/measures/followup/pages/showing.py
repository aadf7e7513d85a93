"""What pages add to rows: the person without a name, and the masked identity for those who may see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from sizao.ground.command import queries as command
from sizao.ground.command.types import IncidentFacts
from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import MaskedIdentity
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts
from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.measures.followup.types import CheckOutcome, PlanState, TestState
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right

PLAN_TONES = {
    PlanState.ACTIVE: "blue", PlanState.EXTENDED: "orange", PlanState.RELEASED: "green", PlanState.BROKEN_OFF: "grey",
}  # fmt: skip
CHECK_TONES = {
    CheckOutcome.DUE: "line", CheckOutcome.WELL: "green", CheckOutcome.SYMPTOM: "red",
    CheckOutcome.UNREACHABLE: "purple", CheckOutcome.MISSED: "orange",
}  # fmt: skip
TEST_TONES = {
    TestState.DUE: "line", TestState.SAMPLED: "blue", TestState.DONE: "green", TestState.MISSED: "orange",
    TestState.WAIVED: "grey",
}  # fmt: skip
CLASS_TONES = {"close": "red", "secondary": "orange", "general": "blue", "suspicious": "purple", "": "cyan"}
INVITATION_TONES = {"waiting": "orange", "in_use": "green", "paused": "purple", "ended": "grey", "expired": "grey"}
NOBODY = MaskedIdentity()


@dataclass(frozen=True)
class Shown:
    """A row with its person: the public number, and the masked identity where the vault has one."""

    row: Any
    person: PersonFacts | None
    masked: MaskedIdentity

    @property
    def person_number(self) -> str:
        """The person's public number; empty when the person is of another area."""
        return self.person.number if self.person else ""


def shown(rows: Sequence[Any], person_of: Callable[[Any], int]) -> list[Shown]:
    """Rows with their persons, in two statements however many there are."""
    people = [person_of(row) for row in rows]
    persons, masked = registry.persons(people), identity.masked(people)
    return [
        Shown(row, persons.get(person), masked.get(person, NOBODY)) for row, person in zip(rows, people, strict=True)
    ]


def shown_plans(rows: Sequence[Any]) -> list[Shown]:
    """Plans with their persons."""
    return shown(rows, lambda row: row.person_id)


def shown_duties(rows: Sequence[Any]) -> list[Shown]:
    """Checks or tests with the persons of their plans."""
    return shown(rows, lambda row: row.plan.person_id)


def incident_choices() -> list[tuple[str, Words]]:
    """The incidents in scope, for a filter."""
    return [
        (str(each.id), Words(f"{each.number} {each.title.zh}", f"{each.number} {each.title.en}"))
        for each in command.incidents()
    ]


def by_incident(column: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """Rows of one incident; of none when the value is no incident's id."""

    def narrow(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(**{column: value}) if is_id(value) else rows.none()

    return narrow


def chosen_incident(request: HttpRequest) -> IncidentFacts | None:
    """The incident a list is narrowed to: the one in the address, else none."""
    wanted = request.GET.get("incident", "")
    return next((each for each in command.incidents() if str(each.id) == wanted), None)


def is_id(text: str) -> bool:
    """Whether a text is an id such as addresses carry."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def may(request: HttpRequest, right: Right) -> bool:
    """Whether the reader has a right."""
    return accounts.may(request.actor, right)  # type: ignore[attr-defined]


def now_of(request: HttpRequest) -> datetime:
    """The time of the request."""
    return request.at  # type: ignore[attr-defined, no-any-return]


def today_of(edition_id: str, at: datetime) -> Any:
    """The date of a moment where an edition counts days."""
    return at.astimezone(library().get(edition_id).tz).date()


def numbers_of(found: Iterable[int]) -> dict[int, str]:
    """Public numbers of persons in scope."""
    return {key: facts.number for key, facts in registry.persons(found).items()}
