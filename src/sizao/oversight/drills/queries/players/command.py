"""The commander: opens the incident, gives the first steps, has zones declared, tells the public, answers the level above."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sizao.kernel.editions import library
from sizao.oversight.drills.queries.players.clinic import Laboratory
from sizao.oversight.drills.queries.players.desk import Desk, said
from sizao.oversight.drills.queries.players.telling import report_owed
from sizao.oversight.drills.queries.stage import Stage
from sizao.oversight.drills.rules import scoring
from sizao.oversight.drills.types import Inject, InjectKind, LogKind, Playing
from sizao.spine.accounts.types import Role

MARKED = ("first_investigation_report", "assistance_checked")
"""Milestones that nothing in the platform marks by itself: the commander does, when the paper is on the table."""
ZONES = ("lockdown", "high", "controlled", "medium", "precautionary", "low")
"""Kinds of zones, the strictest first; the commander takes the first that the edition knows."""
REPORT_AFTER = 6.0
"""Hours from opening to the first investigation report, at the role's usual pace."""


class Commander(Desk):
    """The headquarters of the county."""

    role = Playing.COMMANDER

    def __init__(self, stage: Stage, laboratory: Laboratory) -> None:
        super().__init__(stage)
        self.laboratory = laboratory
        self._zoned: set[str] = set()

    def look(self) -> None:
        """Notice the first positive, clusters, rumours."""
        if self.laboratory.positive and self.once("first"):
            _, _, known_at = self.laboratory.positive[0]
            self.after(lambda: self.open(known_at), "open")
        if self.stage.incident_id:
            self._notice_clusters()
        if self.stage.effects.rumour and self.stage.incident_id and self.once("rumour", self._rumour()):
            self.after(self.tell, "answer the rumour", self._rumour())

    def _rumour(self) -> int:
        """Which rumour it is."""
        return sum(
            each.kind is InjectKind.RUMOUR and each.at_hours <= self.stage.hours for each in self.stage.scenario.injects
        )

    def open(self, detected_at: datetime) -> None:
        """Open the incident and give the first steps of the standing plan."""
        scenario = self.stage.scenario
        body = {
            "title_zh": scenario.title.zh[:100], "title_en": scenario.title.en[:150], "disease": scenario.disease,
            "area": scenario.box.area, "detected_at": said(detected_at), "reported_at": said(self.stage.now),
        }  # fmt: skip
        answer = self.stage.door(Role.COMMANDER).post("/incidents", body)
        if not answer.is_done:
            self.after(lambda: self.open(detected_at), "open again")
            return
        self.stage.incident_id = answer.content["id"]
        self.stage.when_opened(self.stage.incident_id)
        opened = self.stage.door(Role.COMMANDER).get(f"/incidents/{self.stage.incident_id}")
        self.stage.edition = library().get(opened.content["edition_id"])
        self.did("incident opened")
        self.stage.door(Role.COMMANDER).post(f"/incidents/{self.stage.incident_id}/first-steps", {})
        self.after(self.tell, "tell")
        for key in MARKED:
            self.at(self.stage.hours + REPORT_AFTER * (2 - self.skill), lambda k=key: self.mark(k))  # type: ignore[misc]

    def notice(self) -> None:
        """Where people command, the machine's players work on the incident that they opened."""
        if self.stage.incident_id or not self.is_played_by_people:
            return
        answer = self.stage.door(Role.COMMANDER).get("/incidents")
        opened = [each for each in answer.content if each["closed_at"] is None] if answer.is_done else []
        if opened:
            first = min(opened, key=lambda each: str(each["opened_at"]))
            self.stage.incident_id = first["id"]
            self.stage.edition = library().get(first["edition_id"])
            self.stage.stale = True
            self.did("incident opened")

    def mark(self, key: str) -> None:
        """Mark a milestone as reached now, where the edition knows it."""
        path = f"/incidents/{self.stage.incident_id}"
        clock = self.stage.door(Role.COMMANDER).get(f"{path}/clock").content
        if any(each["milestone"] == key for each in (*clock["golden_24_hours"], *clock["seven_one_seven"])):
            self.stage.door(Role.COMMANDER).post(f"{path}/marks", {"key": key, "actual_at": said(self.stage.now)})

    def tell(self) -> None:
        """Issue a notice: it informs, and it ends a rumour."""
        incident = self.stage.incident_id
        title = self.stage.stamped("关于疫情情况的通告", "Notice on the situation")
        text = self.stage.stamped(
            "疫情处置正在进行,请市民配合流调和检测,不信谣、不传谣。",
            "The response is under way; please answer the investigators and do not spread rumours.",
        )
        body = {
            "draft": {"incident_id": incident, "kind": "situation"}, "scope": self.stage.scenario.box.area,
            "title_zh": title.zh, "title_en": title.en, "body": text.zh, "body_en": text.en,
        }  # fmt: skip
        if self.stage.door(Role.COMMANDER).post("/notices", body).is_done:
            self.did("notice issued")

    def _notice_clusters(self) -> None:
        """A community with enough cases gets a zone."""
        least = self.stage.scenario.resources.zones_from
        counted = Counter(row["area"] for row in self.stage.picture.held.values())
        for area, count in sorted(counted.items()):
            if least and count >= least and self.once("zone", area):
                self.after(lambda a=area: self.zone(a), "zone", area)  # type: ignore[misc]

    def zone(self, area: str) -> None:
        """Propose and declare a zone over a community, of the strictest kind that the edition knows."""
        door = self.stage.door(Role.COMMANDER)
        known = {each.kind.value for each in self.stage.edition.zones}
        kind = next((each for each in ZONES if each in known), None)
        if kind is None:
            return
        where, notice = self.stage.named(area), self.stage.stamped("通告", "notice")
        words = self.stage.stamped(f"{where.zh}风险区域", f"Zone, {where.en}")
        body = {
            "incident_id": self.stage.incident_id, "kind": kind, "area": area, "name_zh": words.zh,
            "name_en": words.en, "reason": "社区内出现病例",
        }  # fmt: skip
        made = door.post("/zones", body)
        if made.is_done and door.post(f"/zones/{made.content['id']}/declaration", {"document": notice.zh}).is_done:
            self.did("zone declared", detail=area)

    def called(self, inject: Inject) -> None:
        """A call from above: an instruction with a time, and afterwards the answer."""
        body = {
            "area": self.stage.scenario.box.area, "source": self.stage.stamped("上级指挥部", "").zh, "text": inject.words.zh,
            "incident_id": self.stage.incident_id or None,
            "due_at": said(self.stage.now + timedelta(hours=max(1.0, inject.hours))),
            "tasks": [{"title": inject.words.zh[:80], "group": "coordination"}],
        }  # fmt: skip
        made = self.stage.door(Role.COMMANDER).post("/instructions", body)
        if made.is_done:
            self.at(self.stage.hours + max(1.0, inject.hours), lambda: self.answer(made.content["id"]))

    def answer(self, instruction_id: str) -> None:
        """Finish what was asked and report back."""
        door = self.stage.door(Role.COMMANDER)
        found = door.get(f"/instructions/{instruction_id}").content
        for task in found["tasks"]:
            door.post(f"/tasks/{task['id']}/completion", {"evidence": self.stage.stamped("已报送", "").zh})
        body = {"to": self.stage.stamped("上级指挥部", "").zh, "summary": f"病例 {len(self.stage.picture.cases)} 例"}
        if door.post(f"/instructions/{instruction_id}/reports", body).is_done:
            self.did("answered the level above")


class DataOfficer(Desk):
    """Those who keep the data coming: the register, the presence of every day, the day's report."""

    role = Playing.DATA_OFFICER
    is_of_the_city = True
    """What scanners and gates recorded comes from them, whoever sits at the desk; people file the reports."""
    SENDING_HOUR = 1

    def look(self) -> None:
        """Every night yesterday's presence, every morning yesterday's report; the days before the drill were sent with it."""
        local = self.stage.now.astimezone(self.stage.truth.midnight.tzinfo)
        yesterday = int(self.stage.truth.day_of(self.stage.now)) - 1
        is_played = yesterday >= self.stage.scenario.box.lead_days
        if local.hour == self.SENDING_HOUR and is_played and self.once("presence", yesterday):
            self.after(lambda: self.send(yesterday), "presence", yesterday)
        is_owed = bool(self.stage.incident_id) and self._opened_by(yesterday)
        if local.hour == 7 and is_owed and self.once("report", yesterday):
            on = (local - timedelta(days=1)).date().isoformat()
            if self.is_played_by_people:
                self.stage.tell(report_owed(self.stage, on))
            else:
                self.after(lambda: self.file(on), "report", yesterday)

    def _opened_by(self, day: int) -> bool:
        """Whether the incident was open on a day: there is no report of a day before it."""
        opened = next((each.at for each in self.stage.log if each.what == "incident opened"), self.stage.began)
        return int(self.stage.truth.day_of(opened)) <= day

    def send(self, day: int) -> None:
        """Send a day's presence."""
        from sizao.oversight.drills.queries.feeding import send_presence

        count = send_presence(self.stage, day)
        self.did("presence sent", count)

    def file(self, on: str) -> None:
        """File the report of a day."""
        body = {"incident_id": self.stage.incident_id, "on": on}
        if self.stage.door(Role.COORDINATOR).post("/filings", body).is_done:
            due = self.stage.scenario.resources.report_hour
            local = self.stage.now.astimezone(self.stage.truth.midnight.tzinfo)
            if not scoring.is_in_time(local, on, due):
                self.stage.note(LogKind.FINDING, self.role.value, "report late", detail=on)
            self.did("report filed", detail=on)
