"""Those who check what a test said: every case is sampled again, and who was never infected is ruled out, with their contacts."""

from __future__ import annotations

from datetime import datetime

from sizao.oversight.drills.queries.players.clinic import Clinic
from sizao.oversight.drills.queries.players.desk import Desk
from sizao.oversight.drills.queries.stage import NOT_A_CASE, Stage
from sizao.oversight.drills.types import LogKind, Playing
from sizao.spine.accounts.types import Role

NEGATIVES, AGAIN_AFTER = "discharge.negatives", "discharge.spacing_hours"
"""What an edition asks for before a case is let go; none of them says when one was never a case."""
SUPPOSED = {NEGATIVES: 2.0, AGAIN_AFTER: 24.0}
"""The player's own, where an edition leaves it open: two samples, a day apart."""
STANDING = frozenset({"proposed", "approved"})
"""States of contacts that can be taken back."""
DECIDED = frozenset({"approved", "became_case", "released"})
"""States of contacts whom somebody holds to have been exposed."""
REASON = "复核:{negatives} 次采样均为阴性,间隔 {hours:g} 小时以上,无症状,与其他病例无关联"


def needed(stage: Stage, path: str) -> float:
    """What the edition asks for, or the player where it is silent."""
    return float(str(stage.edition.figure(path).value)) if stage.edition.says(path) else SUPPOSED[path]


class Checking(Desk):
    """The investigators' second look at a case.

    Negative samples alone rule nobody out, for early or late in an infection a swab often finds nothing: who was exposed to
    another case, or is the source of one, stays a case.
    """

    role = Playing.EPIDEMIOLOGIST

    def __init__(self, stage: Stage, clinic: Clinic) -> None:
        super().__init__(stage)
        self.clinic = clinic
        self._negative: dict[int, int] = {}
        self._doubted: set[int] = set()
        """Who has enough negatives, and is a case as long as something links them to another one."""

    def look(self) -> None:
        """Notice new cases, each of whom is sampled again, and those whom nothing but a test holds to be cases."""
        for person in self.stage.picture.held:
            if self.once("case", person):
                self._negative[person] = 0
                self.after(lambda p=person: self.sample(p), "retest", person)  # type: ignore[misc]
        for person in sorted(self._doubted):
            if not self._is_linked(person) and self.once("rule out", person):
                self.after(lambda p=person: self.rule_out(p), "rule out", person, share=0.3)  # type: ignore[misc]

    def sample(self, person: int) -> None:
        """Take another sample of a case, wherever the case is."""
        if person in self.stage.picture.held and person in self.stage.numbers:
            self.clinic.sample_case(person, lambda is_positive, at: self.heard(person, is_positive, at))

    def heard(self, person: int, is_positive: bool, at: datetime) -> None:
        """A second positive sample ends the doubt; negative ones, as many as are asked for, make it one."""
        if is_positive or self.stage.truth.is_ill(person, self.stage.now):
            return
        self._negative[person] += 1
        if self._negative[person] < needed(self.stage, NEGATIVES):
            self.at(self.stage.hours + needed(self.stage, AGAIN_AFTER), lambda: self.sample(person))
        else:
            self._doubted.add(person)

    def _is_linked(self, person: int) -> bool:
        """Whether another case exposed this one, lives with it, or was exposed by it, as far as the platform knows."""
        held, contacts = self.stage.picture.held, self.stage.picture.contacts
        if person not in held:
            return False
        ids = {row["id"]: each for each, row in held.items() if each != person}
        exposed = any(row["source_case_id"] in ids for row in contacts.get(person, ()) if row["status"] in DECIDED)
        household = self.stage.truth.city.household
        return exposed or any(
            household[each] == household[person]
            or any(row["source_case_id"] == held[person]["id"] for row in contacts.get(each, ()))
            for each in ids.values()
        )

    def rule_out(self, person: int) -> None:
        """Rule a case out, and take back who is a contact because of it alone; who fell ill or was linked since stays one."""
        row = self.stage.picture.held.get(person)
        if row is None or self.stage.truth.is_ill(person, self.stage.now):
            return
        if self._is_linked(person):
            self.forget("rule out", person)
            return
        self._doubted.discard(person)
        door = self.stage.door(Role.EPIDEMIOLOGIST)
        reason = REASON.format(negatives=int(needed(self.stage, NEGATIVES)), hours=needed(self.stage, AGAIN_AFTER))
        answer = door.post(f"/cases/{row['id']}/classification", {"to": NOT_A_CASE, "reason": reason})
        if not answer.is_done:
            return
        self.did("classified as no case", detail=f"person {person}")
        self.stage.note(LogKind.FINDING, self.role.value, "ruled out", detail=f"person {person}")
        self._take_back(row["id"])

    def _take_back(self, case_id: str) -> None:
        ids = [
            each["id"]
            for rows in self.stage.picture.contacts.values()
            for each in rows
            if each["source_case_id"] == case_id and each["status"] in STANDING
        ]
        if not ids:
            return
        body = {"contact_ids": ids, "step": "reject", "reason": "来源病例已排除"}
        answer = self.stage.door(Role.EPIDEMIOLOGIST).post("/contact-decisions", body)
        if answer.is_done:
            self.did("contacts taken back", len(ids) - len(answer.content["refused"]))
