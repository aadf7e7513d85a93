"""What pages add to rows: the person without a name, the masked name for those who may see it, names of places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest

from sizao.ground.command import queries as command
from sizao.ground.command.types import IncidentFacts
from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import MaskedIdentity
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts
from sizao.kernel.actors import doer
from sizao.kernel.areas import contains
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.trace.cases.types import Classification, ContactState

LOCAL = ZoneInfo("Asia/Shanghai")
CASE_TONES = {
    Classification.SUSPECTED: "orange", Classification.PROBABLE: "orange", Classification.CONFIRMED: "red",
    Classification.ASYMPTOMATIC: "purple", Classification.NOT_A_CASE: "grey",
}  # fmt: skip
CONTACT_TONES = {
    ContactState.PROPOSED: "orange", ContactState.APPROVED: "blue", ContactState.REJECTED: "grey",
    ContactState.BECAME_CASE: "red", ContactState.RELEASED: "green", ContactState.LOST: "purple",
    ContactState.HANDED_OVER: "line",
}  # fmt: skip
CLASS_TONES = {"close": "red", "secondary": "orange", "general": "blue", "suspicious": "purple"}


@dataclass(frozen=True)
class Shown:
    """A row with its person: the public number and facts, and the masked identity where the vault has one."""

    row: Any
    person: PersonFacts | None
    masked: MaskedIdentity

    @property
    def person_number(self) -> str:
        """The person's public number; empty when the person is of another area."""
        return self.person.number if self.person else ""

    @property
    def sex(self) -> Words | None:
        """The person's sex."""
        return self.person.sex.words if self.person else None

    @property
    def age(self) -> int | None:
        """Age at the case's report or the contact's exposure, in years by year of birth."""
        moment = getattr(self.row, "reported_at", None) or getattr(self.row, "last_exposure_at", None)
        year = self.person.birth_year if self.person else None
        return moment.year - year if moment and year else None


def shown(rows: Sequence[Any]) -> list[Shown]:
    """Rows with their persons, in two statements however many there are."""
    people = [row.person_id for row in rows]
    persons, masked = registry.persons(people), identity.masked(people)
    nobody = MaskedIdentity()
    return [Shown(row, persons.get(row.person_id), masked.get(row.person_id, nobody)) for row in rows]


def chosen_incident(request: HttpRequest) -> IncidentFacts | None:
    """The incident a list is narrowed to: the one in the address, else none."""
    wanted = request.GET.get("incident", "")
    return next((each for each in command.incidents() if str(each.id) == wanted), None)


def the_only_open() -> IncidentFacts | None:
    """The incident that is meant when none is named: the one that is open, if no other is."""
    found = command.incidents(open_only=True)
    return found[0] if len(found) == 1 else None


def incident_choices() -> list[tuple[str, Words]]:
    """The incidents in scope, for a filter."""
    return [
        (str(each.id), Words(f"{each.number} {each.title.zh}", f"{each.number} {each.title.en}"))
        for each in command.incidents()
    ]


def by_incident(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Rows of one incident; of none when the value is no incident's id."""
    return rows.filter(incident_id=value) if is_id(value) else rows.none()


def since(column: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """Rows whose moment lies on or after a local date; all of them when the value is no date."""

    def narrow(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        try:
            on = date.fromisoformat(value)
        except ValueError:
            return rows
        return rows.filter(**{f"{column}__gte": datetime.combine(on, time.min, LOCAL)})

    return narrow


def is_id(text: str) -> bool:
    """Whether a text is an id such as addresses carry."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def incident_of(incident_id: UUID) -> IncidentFacts:
    """One incident."""
    return command.incident(incident_id)


def may(request: HttpRequest, right: Right) -> bool:
    """Whether the reader has a right."""
    return accounts.may(request.actor, right)  # type: ignore[attr-defined]


def may_write_in(request: HttpRequest, area: int) -> bool:
    """Whether an area lies in the reader's own."""
    return contains(request.actor.area, area)  # type: ignore[attr-defined]


def now_of(request: HttpRequest) -> datetime:
    """The time of the request."""
    return request.at  # type: ignore[attr-defined, no-any-return]


def who(name: str) -> object:
    """Who acted, as a timeline says it: the flow's own handlers are the platform."""
    return doer(name)
