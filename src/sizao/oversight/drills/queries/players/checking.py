"""Those who check what a test said: every case is sampled again, and who was never infected is ruled out, with their contacts."""

from __future__ import annotations

from datetime import datetime

from sizao.oversight.drills.queries.players.clinic import Clinic
from sizao.oversight.drills.queries.players.desk import Desk
from sizao.oversight.drills.queries.stage import NOT_A_CASE, Stage
from sizao.oversight.drills.types import LogKind, Playing
from sizao.spine.accounts.types import Role

AGAIN_AFTER = 24.0
"""Hours between the two samples that rule a case out: the platform leaves it to the investigator, the player waits a day."""
NEGATIVES = 2
STANDING = frozenset({"proposed", "approved"})
"""States of contacts that can be taken back."""
REASON = "复核:两次采样均为阴性,间隔 24 小时以上,无症状"


class Checking(Desk):
    """The investigators' second look at a case."""

    role = Playing.EPIDEMIOLOGIST

    def __init__(self, stage: Stage, clinic: Clinic) -> None:
        super().__init__(stage)
        self.clinic = clinic
        self._negative: dict[int, int] = {}

    def look(self) -> None:
        """Notice new cases; each is sampled again."""
        for person in self.stage.picture.held:
            if self.once("case", person):
                self._negative[person] = 0
                self.after(lambda p=person: self.sample(p), "retest", person)  # type: ignore[misc]

    def sample(self, person: int) -> None:
        """Take another sample of a case, wherever the case is."""
        if person in self.stage.picture.held and person in self.stage.numbers:
            self.clinic.sample_case(person, lambda is_positive, at: self.heard(person, is_positive, at))

    def heard(self, person: int, is_positive: bool, at: datetime) -> None:
        """A second positive sample ends the doubt; two negative ones of somebody without symptoms rule the case out."""
        if is_positive or self.stage.truth.is_ill(person, self.stage.now):
            return
        self._negative[person] += 1
        if self._negative[person] < NEGATIVES:
            self.at(self.stage.hours + AGAIN_AFTER, lambda: self.sample(person))
        else:
            self.after(lambda: self.rule_out(person), "rule out", person, share=0.3)

    def rule_out(self, person: int) -> None:
        """Rule a case out, and take back who is a contact because of it alone."""
        row = self.stage.picture.held.get(person)
        if row is None:
            return
        door = self.stage.door(Role.EPIDEMIOLOGIST)
        answer = door.post(f"/cases/{row['id']}/classification", {"to": NOT_A_CASE, "reason": REASON})
        if not answer.is_done:
            return
        self.did(f"classified {NOT_A_CASE}", detail=f"person {person}")
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
