"""Who sat where: a list of passengers or guests as it was handed over, and what the edition makes of each seat."""

from __future__ import annotations

from dataclasses import dataclass

from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import ContactClass
from sizao.kernel.words import LabelledEnum


class Nearness(LabelledEnum):
    """How near somebody sat to the case, as the rule sees it."""

    NEAR = "near", "座位相近", "Seat near the case"
    APART = "apart", "同乘(同场)不相近", "Aboard or there, but apart"
    CREW = "crew", "司乘、服务人员", "Crew or staff"
    UNCLEAR = "unclear", "座位不明", "Seat does not say"
    CASE = "case", "病例本人", "The case"


@dataclass(frozen=True, kw_only=True)
class Passenger:
    """One row of a manifest as written; whatever was not given is empty."""

    line: int
    seat: str = ""
    name: str = ""
    document_number: str = ""
    phone: str = ""
    person_number: str = ""

    @property
    def can_be_found(self) -> bool:
        """Whether the row says who it is: a number, a document, or a name with a phone. A name alone does not."""
        return bool(self.person_number or self.document_number or (self.name and self.phone))


@dataclass(frozen=True, kw_only=True)
class Seated:
    """One passenger judged: near or not, the class that follows (none when there is nothing to propose), and the clause."""

    passenger: Passenger
    nearness: Nearness
    contact_class: ContactClass | None = None
    situation: str = ""
    clause: Clause | None = None

    @property
    def can_be_proposed(self) -> bool:
        """Whether somebody can be proposed from this row as it stands."""
        return self.contact_class is not None and self.passenger.can_be_found
