"""Clinics and the laboratory: who is ill comes late or not at all, samples wait, results are entered by one and released by another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from sizao.oversight.drills.queries.players.desk import Desk, said
from sizao.oversight.drills.queries.stage import SECOND_LAB, Stage
from sizao.oversight.drills.queries.truth import ROLES
from sizao.oversight.drills.rules.draws import delay
from sizao.oversight.drills.types import LogKind, Playing, Routine
from sizao.spine.accounts.types import Role

OPENS, CLOSES = 7, 21
"""Local hours of a clinic."""
ROUTINE_HOUR = 9
TOGETHER = 500
"""Samples of one request."""


Report = Callable[[bool, datetime], None]


@dataclass(frozen=True)
class Waiting:
    """A sample that waits for its result; one of nobody in particular is of the background."""

    taken_at: datetime
    person: int | None = None
    sample_id: str = ""
    report: Report | None = None
    """Whom the laboratory tells, beside the platform's list of samples."""
    pool: tuple[int, ...] = ()
    """Everybody whose swab is in the tube, when there are several."""


class Laboratory(Desk):
    """The laboratory: a queue with a capacity, and an instrument that reads what is in the tubes.

    Played by people, the instrument still reads, for nobody else knows what a tube holds: its readings are entered, and
    people release them. Tubes that people had entered come into the queue from the platform's own list.
    """

    role = Playing.LAB
    is_of_the_city = True

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.queue: list[Waiting] = []
        self._seen: set[str] = set()
        """Samples of the platform whose reading is under way or entered."""
        self._heard: set[str] = set()
        self._swabs: Counter[tuple[int, datetime]] = Counter()
        """Swabs read by person and minute."""
        self.positive: list[tuple[int, datetime, datetime]] = []
        """Person, when sampled, when known: the telephone calls of the laboratory."""

    def look(self) -> None:
        """Finish what there is capacity for, and have it entered and released."""
        if self.has_people_beside:
            self._take_in()
        if self.is_played_by_people:
            self._hear()
        capacity = int(self.stage.scenario.resources.lab_per_hour * self.stage.effects.lab)
        ripe = self.stage.ago(self.stage.scenario.resources.lab_hours)
        ready = [each for each in self.queue if each.taken_at <= ripe][:capacity]
        if ready:
            done = {id(each) for each in ready}
            self.queue = [each for each in self.queue if id(each) not in done]
            self._seen |= {each.sample_id for each in ready}
            found = [(each, self._is_positive(each)) for each in ready]
            self.after(lambda: self._tell(found), "results", int(self.stage.hours))

    @property
    def has_people_beside(self) -> bool:
        """Whether people play a role that takes samples or releases results."""
        return any(map(self.stage.is_played_by_people, Playing))

    def _take_in(self) -> None:
        """Tubes that somebody else entered: they are people's, and wait like all others."""
        known = self._seen | {each.sample_id for each in self.queue}
        for row in self.stage.door(Role.LAB).rows("/samples", awaiting=True):
            if row["id"] not in known and row["person"] in self.stage.persons:
                taken_at = datetime.fromisoformat(row["taken_at"])
                self.queue.append(Waiting(taken_at, self.stage.persons[row["person"]], row["id"]))

    def _hear(self) -> None:
        """Positives that people released; the laboratory telephones them as it would its own."""
        for row in self.stage.door(Role.LAB).rows("/samples", value="positive"):
            if row["id"] not in self._heard and row["person"] in self.stage.persons:
                self._heard.add(row["id"])
                self._call(self.stage.persons[row["person"]], datetime.fromisoformat(row["taken_at"]))

    def _call(self, person: int, taken_at: datetime) -> None:
        if any(known[:2] == (person, taken_at) for known in self.positive):
            return  # the second of two swabs of one visit
        self.positive.append((person, taken_at, self.stage.now))
        wanted = (Playing.EPIDEMIOLOGIST,) if self.stage.incident_id else (Playing.EPIDEMIOLOGIST, Playing.COMMANDER)
        if person not in self.stage.picture.held and any(map(self.stage.is_played_by_people, wanted)):
            from sizao.oversight.drills.queries.players.telling import call

            self.stage.tell(call(self.stage, person, taken_at))
        self.stage.note(LogKind.FINDING, self.role.value, "positive", detail=f"person {person}")

    def _is_positive(self, each: Waiting) -> bool:
        persons = each.pool or (() if each.person is None else (each.person,))
        return any(self._reads(person, each.taken_at) for person in persons)

    def _reads(self, person: int, taken_at: datetime) -> bool:
        """One swab: two of somebody are two draws, also when the drill's hour gives them one time."""
        minute = taken_at.replace(second=0, microsecond=0)
        self._swabs[person, minute] += 1
        return self.stage.truth.is_positive(person, taken_at, self._swabs[person, minute] - 1)

    def _tell(self, found: list[tuple[Waiting, bool]]) -> None:
        self._enter([(each, is_positive) for each, is_positive in found if each.sample_id])
        for each, is_positive in found:
            if each.report is not None:
                each.report(is_positive, self.stage.now)
            is_new = each.report is None or not each.sample_id
            is_heard_later = self.is_played_by_people and bool(each.sample_id)
            if is_positive and each.person is not None and is_new and not is_heard_later:
                self._call(each.person, each.taken_at)

    def _enter(self, found: list[tuple[Waiting, bool]]) -> None:
        if not found:
            return
        results = [
            {"sample_id": each.sample_id, "value": "positive" if is_positive else "negative",
             "resulted_at": said(self.stage.now), "laboratory": "县疾控中心实验室"}
            for each, is_positive in found
        ]  # fmt: skip
        entered = self.stage.door(Role.LAB).post("/results", {"results": results})
        if entered.is_done and not self.is_played_by_people:
            self.stage.door(SECOND_LAB).post("/results/release", {"result_ids": entered.content["ids"]})
            self.did("results released", len(results))


class Clinic(Desk):
    """Fever clinics, sentinels and the regular tests of posts.

    Played by people, who falls ill is told to them and they sample whom they will; posts are still tested by their own.
    """

    role = Playing.SENTINEL
    is_of_the_city = True

    def __init__(self, stage: Stage, laboratory: Laboratory) -> None:
        super().__init__(stage)
        self.laboratory = laboratory
        city = stage.truth.city
        self._post = {
            each: np.flatnonzero(np.isin(city.role, [int(role) for role in ROLES[each.who]]))
            for each in stage.scenario.routine
        }

    def look(self) -> None:
        """Notice who fell ill, the posts whose day of testing it is, and the worried."""
        hour = self.stage.now.astimezone(self.stage.truth.midnight.tzinfo).hour
        day = int(self.stage.truth.day_of(self.stage.now))
        for person in sorted(self.stage.truth.infected()):
            if self.stage.truth.is_ill(person, self.stage.now) and self.once("ill", person):
                self._may_come(person)
        if hour == ROUTINE_HOUR and self.once("routine", day):
            for routine, post in self._post.items():
                self._routine(routine, [int(each) for each in post], day)
        if OPENS <= hour < CLOSES and self.once("background", day, hour):
            self._background(day, hour)

    def _may_come(self, person: int) -> None:
        """Who is ill goes to a clinic or not; a rumour keeps some away."""
        wanted = self.stage.scenario.resources.care_seeking * (1 - self.stage.effects.rumour)
        if self.stage.chance("seeks care", person) < wanted and self.right("notices", person):
            hours = delay(self.player.delay_hours, self.stage.seed, "comes", person)
            self.at(self.stage.hours + hours, lambda: self.receive(person))

    def receive(self, person: int) -> None:
        """Somebody ill is at the door: the machine samples them, people are told who it is."""
        if not self.is_played_by_people:
            self.sample([person], "case")
        elif self._is_free(person):
            from sizao.oversight.drills.queries.players.telling import patient

            self.stage.tell(patient(self.stage, person))

    def _routine(self, routine: Routine, post: list[int], day: int) -> None:
        due = [each for each in post if (each + day) % routine.every_days == 0]
        self.at(self.stage.hours, lambda: self.sample(due, "routine"))

    def _background(self, day: int, hour: int) -> None:
        """Other fevers, and the worried well whom a rumour sends, take the laboratory's time."""
        usual = self.stage.scenario.resources.background_tests / (CLOSES - OPENS)
        worried = self.stage.effects.rumour * self.stage.scenario.resources.lab_per_hour
        count = int(usual + worried + self.stage.chance("background", day, hour))
        self.laboratory.queue += [Waiting(self.stage.now)] * count

    def sample(self, persons: list[int], purpose: str) -> None:
        """Sample people who go about freely; those in care or quarantine are sampled there."""
        free = [each for each in persons if self._is_free(each)]
        known = [each for each in free if each in self.stage.numbers]
        for begin in range(0, len(known), TOGETHER):
            self._sampled(known[begin : begin + TOGETHER], purpose)
        self.laboratory.queue += [Waiting(self.stage.now, each) for each in free if each not in self.stage.numbers]

    def sample_case(self, person: int, report: Report) -> None:
        """Sample a case again; who asked hears what came out."""
        self._sampled([person], "case", report)

    def sample_kept(self, persons: list[int]) -> None:
        """Sample people in quarantine who fell ill there."""
        self._sampled([each for each in persons if each not in self.stage.picture.cases], "contact")

    def _is_free(self, person: int) -> bool:
        return person not in self.stage.picture.held and person not in self.stage.picture.kept

    def _sampled(self, persons: list[int], purpose: str, report: Report | None = None) -> None:
        if not persons:
            return
        samples = [
            {"subject": "person", "purpose": purpose, "area": self.stage.truth.area(each), "taken_at": said(self.stage.now),
             "person_id": self.stage.numbers[each], "incident_id": self.stage.incident_id or None}
            for each in persons
        ]  # fmt: skip
        answer = self.stage.door(Role.SAMPLER).post("/samples", {"samples": samples})
        if answer.is_done:
            ids = answer.content["ids"]
            self.laboratory.queue += [
                Waiting(self.stage.now, person, sample, report) for person, sample in zip(persons, ids, strict=True)
            ]
            self.did("samples taken", len(persons))
        else:
            self.at(self.stage.hours + 1, lambda: self._sampled(persons, purpose, report))
