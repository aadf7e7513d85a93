"""Transfer and follow-up: contacts are brought where they stay, seen daily, and tested by the schedule of the edition."""

from __future__ import annotations

from datetime import date, datetime

from sizao.kernel.editions import ContactClass, PhasePlace
from sizao.oversight.drills.queries.players.clinic import Clinic, Laboratory, Report, Waiting
from sizao.oversight.drills.queries.players.desk import Desk, said
from sizao.oversight.drills.queries.players.telling import fell_ill
from sizao.oversight.drills.queries.stage import OPEN_PLANS, Row, Stage
from sizao.oversight.drills.rules.confinement import last_day
from sizao.oversight.drills.types import Playing
from sizao.spine.accounts.types import Role

CHECK_HOURS = (9, 16, 21)
"""Local hours of the day's rounds; the last is for those who came under follow-up since the one before, and were not reached."""
TEST_HOUR = 10
TOGETHER = 500


def is_site(stage: Stage, contact_class: str) -> bool:
    """Whether the edition has a class of contacts stay at a site."""
    regime = stage.edition.regime(ContactClass(contact_class))
    return bool(regime and regime.phases and regime.phases[0].place is PhasePlace.C)


def asks_for_rooms(stage: Stage, contact_class: str) -> bool:
    """Whether the edition has the rooms of a class of contacts sampled before release."""
    regime = stage.edition.regime(ContactClass(contact_class))
    return bool(regime and regime.release and regime.release.environment_negative)


def last_at_site(stage: Stage, row: Row) -> str:
    """The last day that a plan has somebody at a site; empty when it has nobody there."""
    regime = stage.edition.regime(ContactClass(row["contact_class"]))
    found = last_day(regime.phases if regime else (), date.fromisoformat(row["end_on"]), {PhasePlace.C})
    return found.isoformat() if found else ""


class Transfer(Desk):
    """Those who fetch contacts: each within the delay of the role, by the hour's vehicles."""

    role = Playing.TRACER

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._arrived: list[tuple[str, int, int | None]] = []
        """Plan, person and place of whom this hour's vehicles brought."""

    def play(self) -> None:
        """Drive, and write down once an hour who arrived."""
        super().play()
        arrived, self._arrived = self._arrived, []
        for place in dict.fromkeys(each[2] for each in arrived):
            those = [(plan_id, person) for plan_id, person, where in arrived if where == place]
            for begin in range(0, len(those), TOGETHER):
                self._write_down(those[begin : begin + TOGETHER], place)

    def _write_down(self, those: list[tuple[str, int]], place: int | None) -> None:
        """One sheet for everybody; when one of them is refused, one for each."""
        body = {"plan_ids": [plan_id for plan_id, _ in those], "place": place, "arrived_at": said(self.stage.now)}
        if self.stage.door(Role.SITE_MANAGER).post("/plans/placement", body).is_done:
            for _, person in those:
                self.did("contact in place", detail=f"person {person}")
        elif len(those) > 1:
            for each in those:
                self._write_down([each], place)

    def look(self) -> None:
        """Notice plans whose people are not in place."""
        for plan_id, (person, row) in sorted(self.stage.picture.plans.items(), key=lambda each: each[1][0]):
            if row["state"] in OPEN_PLANS and not row["placed_at"] and self.once("plan", plan_id):
                self.after(lambda i=plan_id: self.place(i), "place", person)  # type: ignore[misc]

    def place(self, plan_id: str) -> None:
        """Bring somebody where they stay: a site or home, as the edition says; who is not found is tried again."""
        person, row = self.stage.picture.plans[plan_id]
        if row["state"] not in OPEN_PLANS or row["placed_at"]:
            return
        if not self.right("found", person, int(self.stage.hours)):
            self.after(lambda: self.place(plan_id), "again", person)
            return
        place = self.stage.site if is_site(self.stage, row["contact_class"]) else None
        self._arrived.append((plan_id, person, place))


class FollowUp(Desk):
    """Those who call and test contacts."""

    role = Playing.FOLLOWUP
    is_of_the_city = True
    """Swabs by the schedule and what they say come from the city; people make the calls and note what they hear."""

    def __init__(self, stage: Stage, laboratory: Laboratory, clinic: Clinic) -> None:
        super().__init__(stage)
        self.laboratory, self.clinic = laboratory, clinic
        self._known: list[Row] = []
        self._cleared: set[str] = set()
        """Plans whose room was sampled."""

    def look(self) -> None:
        """At the hours of the day's rounds, whoever is due."""
        if not self.stage.incident_id:
            return
        local = self.stage.now.astimezone(self.stage.truth.midnight.tzinfo)
        if self.is_played_by_people:
            self._tell_who_is_ill()
        elif local.hour in CHECK_HOURS and self.once("checks", local.date(), local.hour):
            self.at(self.stage.hours + self.player.delay_hours, self.check)
        if local.hour == TEST_HOUR and self.once("tests", local.date()):
            self.at(self.stage.hours + self.player.delay_hours, self.test)
            self.at(self.stage.hours + self.player.delay_hours, self.rooms)
        if self._known:
            self.at(self.stage.hours, self.enter)

    def _tell_who_is_ill(self) -> None:
        for person in sorted(self.stage.picture.kept):
            if self.stage.truth.is_ill(person, self.stage.now) and self.once("told", person):
                self.stage.tell(fell_ill(self.stage, person))

    def check(self) -> None:
        """See or call everybody whose check may be done now, sheet by sheet until nobody new is on the list."""
        asked: set[str] = set()
        while sheet := self._sheet(asked):
            asked.update(each["check_id"] for each in sheet)
            if not self.stage.door(Role.TRACER).post("/followup/checks", {"checks": sheet}).is_done:
                return
            self.did("checks done", len(sheet))

    def _sheet(self, asked: set[str]) -> list[Row]:
        """What came of the checks that are due, those left out that were on an earlier sheet."""
        found = self.stage.door(Role.TRACER).get("/followup/worklist", limit=TOGETHER)
        rows = [each for each in found.content if each["person"] in self.stage.persons] if found.is_done else []
        return [
            self._checked(self.stage.persons[each["person"]], each["check"])
            for each in rows
            if each["check"]["id"] not in asked
        ]

    def _checked(self, person: int, check: Row) -> Row:
        base = {"check_id": check["id"]}
        if not self.right("reached", person, check["due_at"]):
            return {**base, "outcome": "unreachable"}
        if self.stage.truth.is_ill(person, self.stage.now):
            if self.once("examined", person):
                self._examine(person)
            return {**base, "outcome": "symptom", "symptoms": ["fever"]}
        return {**base, "outcome": "well", "temperature": "36.5"}

    def _examine(self, person: int) -> None:
        """Somebody under follow-up who falls ill is sampled at once."""
        if person not in self.stage.picture.cases and person in self.stage.numbers:
            self.at(self.stage.hours + 1, lambda: self.clinic.sample_kept([person]))

    def test(self) -> None:
        """Sample everybody whose test is due; the laboratory tells the results."""
        taken: list[str] = []
        due = self._due()
        for plan_id, (person, row) in sorted(self.stage.picture.plans.items(), key=lambda each: each[1][0]):
            if row["state"] in OPEN_PLANS and row["placed_at"]:
                for test in due.get(plan_id, ()):
                    if self.once("test", test["id"]):
                        taken.append(test["id"])
                        self._sampled(person, test)
        for begin in range(0, len(taken), TOGETHER):
            swabs = {"test_ids": taken[begin : begin + TOGETHER], "sampled_at": said(self.stage.now)}
            self.stage.door(Role.TRACER).post("/followup/samplings", swabs)
        if taken:
            self.did("tests taken", len(taken))

    def rooms(self) -> None:
        """On the last day at a site, room and goods are sampled where the edition asks for it; who is refused is so again tomorrow.

        The city has no virus on surfaces; what is found there is negative.
        """
        today = self.stage.now.astimezone(self.stage.truth.midnight.tzinfo).date().isoformat()
        due = [
            plan_id
            for plan_id, (_, row) in sorted(self.stage.picture.plans.items(), key=lambda each: each[1][0])
            if row["state"] in OPEN_PLANS and row["placed_at"] and "" < last_at_site(self.stage, row) <= today
            and plan_id not in self._cleared and asks_for_rooms(self.stage, row["contact_class"])
        ]  # fmt: skip
        if due:
            hours = self.stage.hours + self.stage.scenario.resources.lab_hours
            self.at(hours, lambda: self.clear(due))

    def clear(self, plan_ids: list[str]) -> None:
        """Enter that rooms and goods are negative; whose plan has ended meanwhile is left out."""
        plans = self.stage.picture.plans
        still = [each for each in plan_ids if each in plans and plans[each][1]["state"] in OPEN_PLANS]
        body = {"plan_ids": still, "result": "negative"}
        if still and self.stage.door(Role.TRACER).post("/plans/environment", body).is_done:
            self._cleared.update(still)
            self.did("rooms tested", len(still))

    def _due(self) -> dict[str, list[Row]]:
        """The tests that are due or were missed, by plan; those that people take themselves are left to them."""
        zone = self.stage.truth.midnight.tzinfo
        days = {"since": self.stage.began.astimezone(zone).date(), "until": self.stage.now.astimezone(zone).date()}
        asked = {"incident_id": self.stage.incident_id, "is_owed": True, **days}
        found: dict[str, list[Row]] = {}
        for each in self.stage.door(Role.TRACER).rows("/followup/tests", **asked):
            if not each["is_antigen"]:
                found.setdefault(each["plan_id"], []).append(each)
        return found

    def _sampled(self, person: int, test: Row) -> None:
        """One swab for each laboratory that is to read one: two are two draws, and take the laboratories' time twice."""
        taken_at = self.stage.now
        for desk in ("A", "B") if test["is_double"] else ("A",):
            self.laboratory.queue.append(Waiting(taken_at, person, "", self._noted(test["id"], taken_at, desk)))

    def _noted(self, test_id: str, taken_at: datetime, desk: str) -> Report:
        def report(is_positive: bool, known_at: datetime) -> None:
            result = "positive" if is_positive else "negative"
            self._known.append({"test_id": test_id, "result": result, "sampled_at": said(taken_at), "laboratory": desk})

        return report

    def enter(self) -> None:
        """Enter what the laboratory told."""
        known, self._known = self._known, []
        for begin in range(0, len(known), TOGETHER):
            self._entered(known[begin : begin + TOGETHER])
        found = sum(each["result"] == "positive" for each in known)
        if found:
            self.did("positive under follow-up", found)

    def _entered(self, known: list[Row]) -> None:
        """All of it or, when one of them is refused, each half by itself: one whose plan is over keeps nobody else's out."""
        done = self.stage.door(Role.TRACER).post("/followup/results", {"results": known}).is_done
        if not done and len(known) > 1:
            half = len(known) // 2
            self._entered(known[:half])
            self._entered(known[half:])
