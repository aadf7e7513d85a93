"""What the players leave to people, so that no room of the demonstration city stands empty.

Through the API where it has a door; sampling points, callers and the members of the groups are entered by their room's own
acts, each only when it is not there yet.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sizao.ground.command import actions as command
from sizao.ground.command import queries as commanding
from sizao.ground.command.types import Duty, GroupKind, NewTask, TaskKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse, printed
from sizao.kernel.words import Words
from sizao.measures.calls import actions as calls
from sizao.measures.calls import queries as calling
from sizao.measures.calls.types import CallOutcome, CallPurpose
from sizao.measures.screening import actions as screening
from sizao.measures.screening import queries as screened
from sizao.measures.screening.types import NewPoint
from sizao.oversight.drills.queries.headless import Machine
from sizao.oversight.drills.queries.players.desk import Desk
from sizao.oversight.drills.queries.stage import OPEN_PLANS, Row, Stage
from sizao.oversight.drills.types import Playing
from sizao.project.worlds.wuxi import beside, offices
from sizao.project.worlds.wuxi.story import DISTRICTS
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Role
from sizao.spine.scope import queries as scope
from sizao.trace.cases import queries as cases

PLACES = {
    "wuxi-coordinator": GroupKind.COORDINATION, "wuxi-epidemiologist": GroupKind.INVESTIGATION,
    "wuxi-tracer": GroupKind.INVESTIGATION, "wuxi-sampler": GroupKind.TESTING,
}  # fmt: skip
"""The accounts of the city and the groups in which they serve."""
INVITED = 3
CALLED = 24
INTERVIEWS = 4
AT_NIGHT = "当夜须落实管控,经专班同意(演示)"
"""Why the first interviews do not wait for the morning, when the load ends at night."""
TRIES = (CallOutcome.NO_ANSWER, CallOutcome.WELL, CallOutcome.BUSY, CallOutcome.WELL)
PROBLEMS = (
    ("核酸采样点夜间照明不足", "检测组", "inspection"), ("封控楼栋就医需求登记不全", "社区服务保障组", "front"),
    ("隔离点分区标识不清", "隔离管控组", "inspection"),
)  # fmt: skip
FINISHED = 0.93
"""Share of the groups' tasks that are finished before they are due."""


class Groups(Desk):
    """The work groups: they finish most of what they are given, four times a day."""

    role = Playing.COMMANDER
    ROUND = 6

    def look(self) -> None:
        """At their hours, finish what is due soon."""
        if self.stage.incident_id and int(self.stage.hours) % self.ROUND == 0:
            self.at(self.stage.hours, self.finish)

    def finish(self) -> None:
        """Finish the tasks whose time has come; some are left lying."""
        door = self.stage.door(Role.COORDINATOR)
        found = door.get("/tasks", incident_id=self.stage.incident_id)
        for order, task in enumerate(found.content if found.is_done else ()):
            if task["kind"] != "investigate" and self._is_ripe(task, order):
                door.post(f"/tasks/{task['id']}/completion", {"evidence": "已办结(演示)"})

    def _is_ripe(self, task: Row, order: int) -> bool:
        soon = (self.stage.now + timedelta(hours=self.ROUND)).isoformat()
        due = (task["due_at"] or soon).replace("Z", "+00:00")
        return due <= soon and self.stage.chance("finished", task["number"], order) < FINISHED


def everything(stage: Stage, machine: Machine) -> tuple[dict[str, str], ...]:
    """Fill the rooms at the present of the story; returns the ways into the page on which contacts report for themselves."""
    if not stage.incident_id:
        return ()
    stage.stale = True
    stage.read()
    doors = tuple(_invited(stage))
    _problems(stage)
    _interviews(stage)
    offices.roster(stage)
    offices.letters(stage)
    offices.households(stage)
    beside.everything(stage)
    incident = UUID(stage.incident_id)
    _staffed(stage, incident)
    _sampled(stage, incident)
    _called(stage, incident)
    machine.answer()
    return doors


def _invited(stage: Stage) -> list[dict[str, str]]:
    """A code for some contacts in quarantine, with the end of the document that they answer with."""
    found: list[dict[str, str]] = []
    for plan_id, (person, row) in sorted(stage.picture.plans.items(), key=lambda each: each[1][0]):
        if row["state"] in OPEN_PLANS and row["placed_at"] and stage.naming is not None and len(found) < INVITED:
            answer = stage.door(Role.TRACER).post(f"/plans/{plan_id}/invitation", {})
            papers = stage.naming.person(stage, person)
            if answer.is_done:
                found.append({"code": answer.content["code"], "answer": papers["document_number"][-6:]})
    return found


def _problems(stage: Stage) -> None:
    door = stage.door(Role.COMMANDER)
    for place, (title, owner, source) in enumerate(PROBLEMS):
        area = stage.scenario.box.communities[place]
        made = door.post("/issues", {"area": area, "title": title, "owner": owner, "source": source})
        if made.is_done and not place:
            door.post(f"/issues/{made.content['id']}/occurrences", {"source": "public", "text": "再次反映(演示)"})


def _interviews(stage: Stage) -> None:
    """The newest cases are being interviewed in the form."""
    newest = sorted(stage.picture.cases.values(), key=lambda row: str(row["number"]))[-INTERVIEWS:]
    for row in newest:
        stage.door(Role.EPIDEMIOLOGIST).post(f"/cases/{row['id']}/investigation", {})


def _by(name: str, stage: Stage) -> Actor:
    return Actor.system(name, parse(stage.scenario.box.area))


def _staffed(stage: Stage, incident: UUID) -> None:
    """The accounts of the city serve in their groups; the investigator has a decision on the desk."""
    by, area = _by("无锡市指挥部", stage), parse(stage.scenario.box.area)
    with scope.acting(Actor.system("wuxi-city")):
        held = {each.username: each for each in accounts.demonstration_accounts()}
    with scope.acting(by):
        groups = {each.kind: each for each in commanding.groups(area) if not each.is_task_force}
        known = {member.user_id for group in groups.values() for member in group.members}
        for username, kind in PLACES.items():
            user = held.get(username)
            if user is not None and user.id not in known and kind in groups:
                command.add_member(
                    group_id=groups[kind].id,
                    name=user.display_name,
                    duty=Duty.LEAD,
                    user_id=user.id,
                    by=by,
                    at=stage.now,
                )
                if username == "wuxi-epidemiologist":
                    words = Words("审定追踪发现的接触者", "Decide on the contacts that the traces found")
                    new = NewTask(TaskKind.APPROVE, words, kind, area, assignee=user.display_name, assignee_id=user.id)
                    command.create_task(new=new, incident_id=incident, by=by, at=stage.now)


def _sampled(stage: Stage, incident: UUID) -> None:
    """Sampling points in the communities with most cases, and the first round of their district under way."""
    by = _by("无锡市检测组", stage)
    with scope.acting(by):
        if screened.points(incident_id=incident):
            return
        hit = sorted({row["area"] for row in stage.picture.cases.values()})[:12]
        opened = stage.now - timedelta(days=2)
        new = [
            NewPoint(Words(f"社区采样点{n}号(虚构)", f"Sampling point {n} (invented)"), parse(code), opened, tables=2, hours="08:00–20:00")
            for n, code in enumerate(hit, 1)
        ]  # fmt: skip
        screening.open_points(points=new, incident_id=incident, by=by, at=opened)
        first = parse(hit[0][:6]) if hit else by.area
        name = DISTRICTS[printed(first)[:6]]
        screening.start_round(
            incident_id=incident, area=first, number=1, by=by, at=stage.now - timedelta(hours=5),
            name=Words(f"{name.zh}第一轮区域核酸检测", f"First screening round, {name.en}"),
        )  # fmt: skip


def _called(stage: Stage, incident: UUID) -> None:
    """The city's caller has first interviews to make; some were tried."""
    by = _by("无锡市流调专班", stage)
    with scope.acting(Actor.system("wuxi-city")):
        user = next((each for each in accounts.demonstration_accounts() if each.username == "wuxi-tracer"), None)
    if user is None:
        return
    with scope.acting(by):
        if calling.with_call(incident, CallPurpose.INTERVIEW):
            return
        open_now = [row.person_id for row in cases.contacts(incident) if row.status.value == "approved"][-CALLED:]
        ids = [each.id for each in cases.contacts(incident, person_ids=open_now)]
        calls.enter_caller(
            user_id=user.id, name=user.display_name, languages=["zh", "en"], area=by.area, by=by, at=stage.now
        )
        calls.plan(incident_id=incident, purpose=CallPurpose.INTERVIEW, contact_ids=ids, by=by, at=stage.now)
    caller = Actor(user.display_name, user_id=user.id)
    with scope.acting(caller):
        for found, outcome in zip(calling.mine(user.id), TRIES, strict=False):
            calls.record(call_id=found.id, outcome=outcome, reason=AT_NIGHT, by=caller, at=stage.now)
