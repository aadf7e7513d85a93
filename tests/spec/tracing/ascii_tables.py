"""Tables drawn in ASCII, and the small words of the tracing examples: clock times, lists, visits and answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sizao.traceback.answer import Exposed
from sizao.traceback.query import IndexPlace, IndexStay, TraceQuery
from sizao.traceback.visits import EvidenceGrade, Visit, VisitSource

FIRST_DAY = datetime(2021, 12, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Example:
    """One example of the manual: visits, the question, the answer; tables as drawn."""

    visits: str
    answer: str
    index: str = ""
    index_places: str = ""
    kinds: dict[int, str] | None = None
    asked: dict[str, Any] = field(default_factory=dict)

    def query(self) -> TraceQuery:
        """The question."""
        stays = tuple(
            IndexStay(int(row["person"]), clock(row["from"]), clock(row["until"])) for row in rows(self.index)
        )
        places = tuple(
            IndexPlace(int(row["place"]), clock(row["from"]), clock(row["until"]), row.get("zone", ""))
            for row in rows(self.index_places)
        )
        return TraceQuery(index=stays, index_places=places, **self.asked)

    def known(self) -> list[Visit]:
        """The visits."""
        return [visit(row) for row in rows(self.visits)]

    def seen(self, answer: tuple[Exposed, ...]) -> list[dict[str, str]]:
        """An engine's answer, told in the columns that the example shows."""
        columns = header(self.answer)
        return [{name: SHOWN[name](each) for name in columns} for each in answer]


def header(table: str) -> list[str]:
    """The column names of a drawn table."""
    lines = [line for line in table.strip().splitlines() if line.strip()]
    return [cell.strip() for cell in lines[0].split("|")] if lines else []


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a drawn table, by column name."""
    lines = [line for line in table.strip().splitlines() if line.strip()]
    return [dict(zip(header(table), (cell.strip() for cell in line.split("|")), strict=True)) for line in lines[1:]]


def clock(text: str) -> datetime:
    """``09:30`` on the first day, ``2/09:30`` on the second; ``24:00`` is the next midnight; seconds may follow."""
    day, _, time = text.rpartition("/")
    hours, minutes, *seconds = (int(part) for part in time.split(":"))
    return FIRST_DAY + timedelta(days=int(day or 1) - 1, hours=hours, minutes=minutes, seconds=(seconds or [0])[0])


def told(moment: datetime) -> str:
    """The reverse of :func:`clock`."""
    day = (moment - FIRST_DAY).days + 1
    time = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    return time if day == 1 else f"{day}/{time}"


def visit(row: dict[str, str]) -> Visit:
    """A visit from its drawn row; zone, source and grade may be left out."""
    return Visit(
        person=int(row["person"]),
        place=int(row["place"]),
        start=clock(row["from"]),
        until=clock(row["until"]),
        zone=row.get("zone") or None,
        source=VisitSource(row.get("source") or "import"),
        grade=EvidenceGrade(row.get("grade") or "stated"),
    )


SHOWN: dict[str, Any] = {
    "person": lambda each: str(each.person),
    "hop": lambda each: str(each.hop),
    "via": lambda each: " ".join(map(str, each.via)),
    "places": lambda each: " ".join(map(str, each.places)),
    "first": lambda each: told(each.first),
    "last": lambda each: told(each.last),
    "minutes": lambda each: str(each.minutes),
    "seconds": lambda each: str(each.seconds),
    "encounters": lambda each: str(each.encounters),
    "grade": lambda each: str(each.grade),
}
