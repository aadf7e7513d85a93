"""Those who sample whole communities: a point and a round for every zone in force, ten people to a tube."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.oversight.drills.queries.players.clinic import TOGETHER, Clinic, Laboratory, Report, Waiting
from sizao.oversight.drills.queries.players.desk import Desk, said
from sizao.oversight.drills.queries.stage import Row, Stage
from sizao.oversight.drills.types import Playing
from sizao.spine.accounts.types import Role

HOURS = (6, 18)
"""Local hours at which the zones in force are looked up: rounds begin early or in the evening."""
IN_A_TUBE = 10
"""People of one pooled tube (the 10-in-1 technical rules that the editions cite)."""


@dataclass
class Round:
    """One round while its tubes are on the way."""

    id: str
    area: str
    number: int
    waiting: int = 0
    positive: list[tuple[int, ...]] = field(default_factory=list)


class Sampling(Desk):
    """The sampling points of a county."""

    role = Playing.SENTINEL
    is_of_the_city = True
    """Who comes to a round, and who is in which tube, only the city knows; people at the clinics leave the rounds to it."""

    def __init__(self, stage: Stage, laboratory: Laboratory, clinic: Clinic) -> None:
        super().__init__(stage)
        self.laboratory, self.clinic = laboratory, clinic
        self._points: dict[str, str] = {}
        self._held: dict[str, int] = {}
        """Rounds held by area."""
        self._running: set[str] = set()
        """Areas whose last round waits for tubes."""

    def look(self) -> None:
        """Twice a day, the zones in force: one that has had too few rounds gets the next."""
        local = self.stage.now.astimezone(self.stage.truth.midnight.tzinfo)
        most = self.stage.scenario.resources.rounds
        if not (
            self.stage.incident_id and most and local.hour in HOURS and self.once("zones", local.date(), local.hour)
        ):
            return
        found = self.stage.door(Role.COMMANDER).get("/zones", incident_id=self.stage.incident_id, state="declared")
        for area in sorted({str(each["area"]) for each in found.content} if found.is_done else ()):
            number = self._held.get(area, 0) + 1
            if area not in self._running and number <= most and self.once("round", area, number, local.date()):
                self.at(self.stage.hours, lambda a=area: self.hold(a))  # type: ignore[misc]

    def hold(self, area: str) -> None:
        """Open the point where there is none, start a round, and sample everybody who comes."""
        door, incident = self.stage.door(Role.SAMPLER), self.stage.incident_id
        if area not in self._points:
            words = self._called(area, "采样点", "Sampling point")
            point = {"name_zh": words.zh, "name_en": words.en, "area": area, "tables": 4}
            made = door.post("/sampling-points", {"points": [point], "incident_id": incident})
            if not made.is_done:
                return
            self._points[area] = made.content["ids"][0]
            self.did("point opened", detail=area)
        words = self._called(area, "筛查", "Screening")
        body = {"incident_id": incident, "area": area, "name_zh": words.zh, "name_en": words.en}
        begun = door.post("/rounds", body)
        if begun.is_done:
            self._held[area] = self._held.get(area, 0) + 1
            self._running.add(area)
            self.did("round started", detail=area)
            self._sample(Round(begun.content["id"], area, begun.content["number"]))

    def _called(self, area: str, zh: str, en: str) -> Words:
        where = self.stage.named(area)
        return self.stage.stamped(f"{where.zh}{zh}", f"{en}, {where.en}")

    def _sample(self, held: Round) -> None:
        tubes = self._tubes(held)
        for begin in range(0, len(tubes), TOGETHER):
            part = tubes[begin : begin + TOGETHER]
            body = {"samples": [self._tube(held, each) for each in part]}
            answer = self.stage.door(Role.SAMPLER).post("/samples", body)
            for sample, people in zip(answer.content["ids"] if answer.is_done else (), part, strict=False):
                held.waiting += 1
                self.laboratory.queue.append(
                    Waiting(self.stage.now, None, sample, self._report(held, people), pool=people)
                )
        self.did("samples taken", sum(map(len, tubes)))
        if not held.waiting:
            self.end(held)

    def _tubes(self, held: Round) -> list[tuple[int, ...]]:
        """Who lives there, is not kept or a case, and comes: in order of households, as they queue."""
        city = self.stage.truth.city
        span = areas.subtree(areas.parse(held.area))
        living = np.flatnonzero((city.area >= span.lower) & (city.area < span.upper))
        living = living[np.argsort(city.household[living], kind="stable")]
        coming = [int(each) for each in living if self._comes(int(each), held.number)]
        return [tuple(coming[begin : begin + IN_A_TUBE]) for begin in range(0, len(coming), IN_A_TUBE)]

    def _comes(self, person: int, number: int) -> bool:
        picture = self.stage.picture
        if person in picture.held or person in picture.kept or person not in self.stage.numbers:
            return False
        return self.stage.chance("comes to round", person, number) < float(self.stage.truth.city.compliance[person])

    def _tube(self, held: Round, people: tuple[int, ...]) -> Row:
        return {
            "subject": "person", "purpose": "round", "area": held.area, "taken_at": said(self.stage.now),
            "incident_id": self.stage.incident_id, "round_id": held.id, "point_id": self._points[held.area],
            "people": len(people),
        }  # fmt: skip

    def _report(self, held: Round, people: tuple[int, ...]) -> Report:
        def report(is_positive: bool, known_at: datetime) -> None:
            held.waiting -= 1
            if is_positive:
                held.positive.append(people)
                self.at(self.stage.hours, lambda: self.clinic.sample(list(people), "round"))
            if not held.waiting:
                self.after(lambda: self.end(held), "end of round", held.area, held.number, share=0.1)

        return report

    def end(self, held: Round) -> None:
        """End a round by what its tubes said."""
        state = "positive" if held.positive else "cleared"
        answer = self.stage.door(Role.SAMPLER).post(f"/rounds/{held.id}/end", {"state": state})
        if answer.is_done:
            self._running.discard(held.area)
            self.did("round positive" if held.positive else "round negative", detail=held.area)
