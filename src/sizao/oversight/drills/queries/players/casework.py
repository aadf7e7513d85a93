"""The epidemiologists: report, classify, interview, name contacts, decide on those proposed, release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from sizao.oversight.drills.queries.players.clinic import Laboratory
from sizao.oversight.drills.queries.players.desk import Desk, said
from sizao.oversight.drills.queries.players.people import person_of
from sizao.oversight.drills.queries.stage import OPEN_PLANS, Row, Stage
from sizao.oversight.drills.rules.meetings import Meeting
from sizao.oversight.drills.types import Playing
from sizao.simulation.city import PlaceKind
from sizao.spine.accounts.types import Role

RELEASE_HOUR = 12
HOMES = frozenset({PlaceKind.HOME, PlaceKind.DORMITORY, PlaceKind.CARE_HOME})
SITUATIONS = ("household", "same_room", "same_air", "judgement")
"""Codes of the editions, the likeliest first where a meeting fits several."""
INTERVIEWED = timedelta(days=4)
"""How far back somebody is asked when the platform draws no window."""
MOMENT = timedelta(minutes=1)
"""What keeps an exposure inside a window that is open at its end."""
MOST_STAYS = 400
TOGETHER = 2_000
"""Contacts of one decision."""
COLLEAGUES = 0.6
"""Of those met outside the home, what a good memory names; strangers in a shop it cannot."""


@dataclass(frozen=True)
class Recalled:
    """What a case remembers: stays as place, from, until; and whom they met."""

    stays: tuple[tuple[int, datetime, datetime], ...]
    met: tuple[Meeting, ...]


class Epidemiologist(Desk):
    """The investigators of a county's centre for disease control."""

    role = Playing.EPIDEMIOLOGIST

    def __init__(self, stage: Stage, laboratory: Laboratory) -> None:
        super().__init__(stage)
        self.laboratory = laboratory
        self._called = 0
        self._met: dict[int, dict[int, Meeting]] = {}
        """By case, whom they truly met in the window; asked once."""
        self._refused: set[str] = set()
        self._decided_on = -1

    def look(self) -> None:
        """Notice the laboratory's calls, new suspected cases, new proposals and plans that are over."""
        if not self.stage.incident_id:
            return
        for person, taken_at, known_at in self.laboratory.positive[self._called :]:
            self.after(lambda p=person, t=taken_at, k=known_at: self.report(p, t, k), "report", person, share=0.2)  # type: ignore[misc]
        self._called = len(self.laboratory.positive)
        for person, row in self.stage.picture.held.items():
            self._take(person, row)
            if not row["onset_at"] and self.stage.truth.is_ill(person, self.stage.now) and self.once("onset", person):
                self.after(lambda p=person: self.fell_ill(p), "onset", person, share=0.5)  # type: ignore[misc]
        if any(self._is_new(each) for rows in self.stage.picture.contacts.values() for each in rows):
            hour = int(self.stage.hours)
            self.after(lambda: self.decide(hour), "decide", hour, share=0.3)
        local = self.stage.now.astimezone(self.stage.truth.midnight.tzinfo)
        if local.hour == RELEASE_HOUR and self.once("release", local.date()):
            self.at(self.stage.hours, self.release)

    def _is_new(self, row: Row) -> bool:
        return row["status"] == "proposed" and self.once("proposed", row["id"])

    def _take(self, person: int, row: Row) -> None:
        if not self.once("case", person):
            return
        self.after(lambda: self.isolate(person), "isolate", person, share=0.7)
        if row["classification"] == "suspected":
            self.after(lambda: self.classify(person), "classify", person, share=0.5)
        self.after(lambda: self.interview(person), "interview", person)

    def report(self, person: int, taken_at: datetime, known_at: datetime) -> None:
        """Report a case unless the platform has it already; one that was ruled out before comes under suspicion again."""
        if person in self.stage.picture.cases:
            self._suspect_again(person)
            return
        door, path = self.stage.door(Role.EPIDEMIOLOGIST), f"/incidents/{self.stage.incident_id}/cases"
        body = self._case(person, taken_at, known_at)
        if person in self.stage.numbers:
            answer = door.post(path, {"cases": [{**body, "person": self.stage.numbers[person]}]})
            made = answer.content[0] if answer.is_done else None
        else:
            answer = door.post(f"{path}/of-new-person", {**body, "person": self._newcomer(person)})
            made = answer.content if answer.is_done else None
        if made is None:
            self.after(lambda: self.report(person, taken_at, known_at), "report again", person)
            return
        self.stage.meet(person, int(door.get(f"/cases/{made['id']}").content["person"]))
        self.did("case reported", detail=f"person {person}")

    def _suspect_again(self, person: int) -> None:
        if person in self.stage.picture.held:
            return
        path = f"/cases/{self.stage.picture.cases[person]['id']}/classification"
        again = {"to": "suspected", "reason": "再次检测阳性"}
        if self.stage.door(Role.EPIDEMIOLOGIST).post(path, again).is_done:
            self.forget("case", person)

    def _case(self, person: int, taken_at: datetime, known_at: datetime) -> Row:
        truth = self.stage.truth
        began = truth.onset(person)
        is_ill = began is not None and truth.is_ill(person, self.stage.now)
        onset = truth.moment(began) if is_ill and began is not None else None
        return {
            "area": truth.area(person), "reported_at": said(self.stage.now), "sampled_at": said(taken_at),
            "onset_at": said(onset) if onset else None, "classification": "suspected",
            "discovery_route": "fever_clinic" if is_ill else "routine_testing", "severity": "mild" if is_ill else "none",
            "external_id": f"S{person}",
        }  # fmt: skip

    def _newcomer(self, person: int) -> Row:
        """Somebody whom no register knows, as they state themselves."""
        return {**person_of(self.stage, person), "area_residence": self.stage.truth.area(person)}

    def isolate(self, person: int) -> None:
        """Bring a case to hospital and write down when."""
        self._amend(person, isolated_at=said(self.stage.now))
        self.did("case isolated", detail=f"person {person}")

    def fell_ill(self, person: int) -> None:
        """Somebody who was found without symptoms has them now: the date moves the window, so they are asked again."""
        began = self.stage.truth.onset(person)
        row = self.stage.picture.held.get(person)
        if row is not None and began is not None:
            if row["classification"] == "asymptomatic":
                path = f"/cases/{row['id']}/classification"
                self.stage.door(Role.EPIDEMIOLOGIST).post(path, {"to": "confirmed", "reason": "出现症状"})
            self._amend(person, onset_at=said(self.stage.truth.moment(began)))
            self.did("onset written down", detail=f"person {person}")
            self.after(lambda: self.interview(person), "interview again", person)

    def _amend(self, person: int, **changes: str) -> None:
        door = self.stage.door(Role.EPIDEMIOLOGIST)
        case_id = self.stage.picture.cases[person]["id"]
        revision = door.get(f"/cases/{case_id}").content["revision"]
        door.patch(f"/cases/{case_id}", {"revision": revision, "reason": self.stage.stamped("核实", "").zh, **changes})

    def classify(self, person: int) -> None:
        """Hold the case to be an infection: with symptoms confirmed, without asymptomatic where the edition knows it."""
        known = self.stage.edition.case.classifications if self.stage.edition.case else ()
        is_silent = not self.stage.truth.is_ill(person, self.stage.now) and "asymptomatic" in known
        case_id = self.stage.picture.cases[person]["id"]
        to = "asymptomatic" if is_silent else "confirmed"
        self.stage.door(Role.EPIDEMIOLOGIST).post(f"/cases/{case_id}/classification", {"to": to, "reason": "检测阳性"})
        self.did(f"classified {to}", detail=f"person {person}")

    def interview(self, person: int) -> None:
        """Ask where the case was and whom they met; memory holds what skill gets out of it."""
        told = self.recalled(person)
        self._stays(person, told.stays)
        self._propose(person, list(told.met))
        self._finish(person)

    def recalled(self, person: int) -> Recalled:
        """What the case remembers of the window that the platform draws."""
        since, until = self._window(person)
        went = enumerate(self.stage.truth.went(person, since, until))
        stays = tuple(each for count, each in went if self.right("stay", person, each[0], count))
        met = self._truly_met(person, since, until - MOMENT)
        return Recalled(stays, tuple(each for each in met.values() if self._is_told(person, each)))

    def _window(self, person: int) -> tuple[datetime, datetime]:
        case_id = self.stage.picture.cases[person]["id"]
        answer = self.stage.door(Role.EPIDEMIOLOGIST).get(f"/cases/{case_id}/window")
        if not answer.is_done:
            return self.stage.now - INTERVIEWED, self.stage.now
        until = answer.content["until"]
        end = min(self.stage.now, datetime.fromisoformat(until)) if until else self.stage.now
        return datetime.fromisoformat(answer.content["start"]), end

    def _truly_met(self, person: int, since: datetime, until: datetime) -> dict[int, Meeting]:
        return self.stage.truth.met(person, since, until, shortest(self.stage))

    def _stays(self, person: int, went: Sequence[tuple[int, datetime, datetime]]) -> None:
        stays = []
        for place, start, end in went:
            known = self.stage.places.get(place)
            where = {"place": known} if known else {"place_text": "住处"}
            stays.append({"start": said(start), "until": said(end), "certainty": "probable", **where})
        if stays:
            case_id = self.stage.picture.cases[person]["id"]
            self.stage.door(Role.EPIDEMIOLOGIST).post(f"/cases/{case_id}/stays", {"stays": stays[:MOST_STAYS]})
            self.did("stays recorded", len(stays), f"person {person}")

    def _is_told(self, case: int, each: Meeting) -> bool:
        """Whom the case names: the household almost always, others by memory, strangers never."""
        truth = self.stage.truth
        if truth.city.household[case] == truth.city.household[each.person]:
            return self.right("household", case, each.person) or self.stage.chance("household", case, each.person) < 0.9
        shares = truth.city.daily[case] >= 0 and truth.city.daily[case] == truth.city.daily[each.person]
        return bool(shares) and self.stage.chance("named", case, each.person) < self.skill * COLLEAGUES

    def _propose(self, case: int, told: list[Meeting]) -> None:
        known = [
            each for each in told if each.person in self.stage.numbers and each.person not in self.stage.picture.held
        ]
        if not known:
            return
        case_id = self.stage.picture.cases[case]["id"]
        contacts = [self._contact(case, case_id, each) for each in known]
        path = f"/incidents/{self.stage.incident_id}/contacts"
        self.stage.door(Role.EPIDEMIOLOGIST).post(path, {"contacts": contacts})
        self.did("contacts named", len(contacts), f"person {case}")

    def _contact(self, case: int, case_id: str, each: Meeting) -> Row:
        truth = self.stage.truth
        is_home = truth.city.household[case] == truth.city.household[each.person]
        wanted = "household" if is_home else "same_room"
        codes = {each.code for each in self.stage.edition.contact.situations} if self.stage.edition.contact else set()
        situation = next((code for code in (wanted, *SITUATIONS) if code in codes), "")
        end = truth.moment(each.end / 86_400)
        return {
            "person": self.stage.numbers[each.person], "area": truth.area(each.person), "source_case_id": case_id,
            "last_exposure_at": said(min(end, self.stage.now)), "situation": situation, "contact_class": "close",
            "minutes": max(1, (each.end - each.start) // 60),
        }  # fmt: skip

    def _finish(self, person: int) -> None:
        """Finish the task that the report of the case made."""
        number = self.stage.picture.cases[person]["number"]
        tasks = self.stage.door(Role.EPIDEMIOLOGIST).get("/tasks", incident_id=self.stage.incident_id)
        for task in tasks.content if tasks.is_done else ():
            if task["kind"] == "investigate" and number in task["title_zh"]:
                self.stage.door(Role.EPIDEMIOLOGIST).post(
                    f"/tasks/{task['id']}/completion", {"evidence": "个案流调完成"}
                )

    def decide(self, noticed: int) -> None:
        """Approve those who were near, by what a check finds out; a wrong check approves who was not, or loses who was.

        What was noticed in several hours may be decided on in one.
        """
        if noticed <= self._decided_on:
            return
        self._decided_on = int(self.stage.hours)
        chosen: dict[str, list[str]] = {"approve": [], "reject": []}
        for person, rows in self.stage.picture.contacts.items():
            for row in rows:
                if self._is_open(row):
                    chosen["approve" if self._was_near(person, row) else "reject"].append(row["id"])
        for step, ids in chosen.items():
            for begin in range(0, len(ids), TOGETHER):
                self._decided(step, ids[begin : begin + TOGETHER])

    def _is_open(self, row: Row) -> bool:
        """Whether a proposal waits for a decision, and was not refused by the platform before."""
        waits = row["status"] == "proposed" and row["contact_class"] in ("close", "secondary")
        return waits and row["id"] not in self._refused

    def _decided(self, step: str, ids: list[str]) -> None:
        body = {"contact_ids": ids, "step": step, "reason": "核实接触情况"}
        answer = self.stage.door(Role.EPIDEMIOLOGIST).post("/contact-decisions", body)
        if not answer.is_done:
            self._refused.update(ids)
            return
        refused = [each["id"] for each in answer.content["refused"]]
        self._refused.update(refused)
        self.did("contacts approved" if step == "approve" else "contacts rejected", len(ids) - len(refused))
        for each in answer.content["refused"]:
            self.stage.refusals.append((self.role.value, each["code"]))

    def _was_near(self, person: int, row: Row) -> bool:
        truly = self._is_true(person) if row["contact_class"] == "close" else self._lives_with_one(person)
        return truly if self.right("near", person) else not truly

    def _is_true(self, person: int) -> bool:
        return any(person in self._of_case(case) for case in self.stage.picture.held)

    def _of_case(self, case: int) -> dict[int, Meeting]:
        """Whom a case truly met in the window, as it is known now; asked again when the hours went on."""
        if case not in self._met or self.once("met", case, int(self.stage.hours) // 6):
            self._met[case] = self._truly_met(case, *self._window(case))
        return self._met[case]

    def _lives_with_one(self, person: int) -> bool:
        """Secondary contacts worth keeping: those who live with a close contact."""
        household = self.stage.truth.city.household
        mates = np.flatnonzero(household == household[person])
        return any(
            row["contact_class"] == "close" and row["status"] == "approved"
            for mate in mates
            for row in self.stage.picture.contacts.get(int(mate), ())
        )

    def release(self) -> None:
        """Release whose time is over; who is refused is asked for again tomorrow."""
        today = self.stage.now.astimezone(self.stage.truth.midnight.tzinfo).date().isoformat()
        due = [
            plan_id
            for plan_id, (_, row) in self.stage.picture.plans.items()
            if row["state"] in OPEN_PLANS and row["release_on"] <= today
        ]
        if not due:
            return
        answer = self.stage.door(Role.EPIDEMIOLOGIST).post("/plans/release", {"plan_ids": due, "reason": "期满"})
        if answer.is_done:
            self.did("released", len(answer.content["done"]))
            for each in answer.content["refused"]:
                self.stage.refusals.append((self.role.value, each["code"]))


def shortest(stage: Stage) -> float:
    """Seconds of the shortest stay together that counts: the edition's, or the scenario's supposition where it names none."""
    terms = stage.edition.contact
    minutes = terms.min_minutes if terms else None
    return max(1.0, 60.0 * (stage.scenario.resources.near_minutes if minutes is None else minutes))
