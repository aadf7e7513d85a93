"""How long and where the contacts of a close contact are sought: the edition's words, and a file for what they leave open."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import ContactClass
from sizao.kernel.words import Words
from sizao.traceback.answer import Exposed

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "second-hop.toml"
DAY = 86_400
MANAGED, INCUBATION = "managed", "incubation"


@dataclass(frozen=True)
class SecondWindow:
    """Until when those whom a close contact met are sought, from the first meeting with the case on."""

    within_s: int | None
    """At most so long after the last meeting with the case; ``None`` when the edition gives nothing to count by."""
    until_managed: bool
    """Whether it ends where the contact was put under management."""
    clause: Clause | None
    words: Words
    """Why, in both languages."""

    def end(self, met: Exposed, managed_at: datetime | None, as_of: datetime) -> datetime:
        """The end of one contact's period."""
        ends = [as_of]
        if self.within_s is not None:
            ends.append(met.last + timedelta(seconds=self.within_s))
        if self.until_managed and managed_at is not None and managed_at > met.first:
            ends.append(managed_at)
        return min(ends)


@dataclass(frozen=True)
class Crowd:
    """From how many visitors a day on a place carries no second hop, and who says so."""

    persons_a_day: int
    words: Words


def second_window(edition: Edition, path: Path = SHIPPED) -> SecondWindow | None:
    """The window of an edition; ``None`` when it knows no contacts of contacts."""
    if edition.contact is None or ContactClass.SECONDARY not in edition.classes:
        return None
    body = _file(path)
    said = next((each for each in body["window"] if each["edition"] in edition.parts), None)
    if said is None:
        within = int(edition.contact.before_days * DAY)
        return SecondWindow(within, False, edition.contact.clause, _words(body["otherwise"]))
    clause = next((each.clause for each in edition.statements if each.key == said["statement"]), edition.contact.clause)
    longest = edition.incubation.max_days if edition.incubation and said.get("at_most") == INCUBATION else None
    longest_s = None if longest is None else int(longest * DAY)
    return SecondWindow(longest_s, said["until"] == MANAGED, clause, _words(said))


def crowd(path: Path = SHIPPED) -> Crowd:
    """Which places are too full for a second hop."""
    given = _file(path)["crowd"]
    return Crowd(int(given["persons_a_day"]), _words(given))


@cache
def _file(path: Path) -> Mapping[str, Any]:
    body = tomllib.loads(path.read_text("utf-8"))
    if body["crowd"]["persons_a_day"] < 1 or any(each["until"] != MANAGED for each in body["window"]):
        raise ValueError(f"{path.name} says no window or no crowd")
    return body


def _words(given: Mapping[str, Any]) -> Words:
    return Words(given["zh"], given["en"])
