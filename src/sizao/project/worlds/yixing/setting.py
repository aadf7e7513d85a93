"""The setting: places, the incident and its tasks, the states of the headquarters, who serves in which group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sizao.ground.command import actions, queries
from sizao.ground.command.types import Duty, GroupKind, HqState, NewTask, SignedDecision, TaskFacts, TaskKind, TaskState
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPlace, PlaceKind
from sizao.kernel.words import Words
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.replay import NUMBER, Run, acting
from sizao.spine.accounts import queries as accounts

REPORTED = "已网络直报突发公共卫生事件(演示) / the event was reported online (demonstration)"
"""What shows that the event was reported within its two hours; the time is synthetic."""
HEADQUARTERS = "宜兴市疫情防控应急指挥部"
DUTY_LINES = {"3202": "0510-0000-0001", "320282": "0510-0000-0002"}
"""Duty lines that do not exist."""

LEADS = frozenset({"coordinator", "epidemiologist", "lab", "site-manager", "community", "checkpoint", "inspector"})
"""Demonstration accounts that lead their group; the others are members."""

POSTS = {
    "yixing-commander": GroupKind.COORDINATION, "coordinator": GroupKind.COORDINATION,
    "epidemiologist": GroupKind.INVESTIGATION, "tracer": GroupKind.INVESTIGATION, "lab": GroupKind.TESTING,
    "sampler": GroupKind.TESTING, "community": GroupKind.COMMUNITY, "inspector": GroupKind.SUPERVISION,
    "data-officer": GroupKind.VERIFICATION, "site-manager": GroupKind.ISOLATION, "checkpoint": GroupKind.TRAFFIC,
    "cold-chain": GroupKind.COLDCHAIN, "sentinel": GroupKind.MONITORING, "grid-worker": GroupKind.COMMUNITY,
    "health": GroupKind.HEALTH, "police": GroupKind.POLICE, "telecom": GroupKind.TELECOM,
}  # fmt: skip
"""Which demonstration account serves in which group of the county's headquarters."""


def places(run: Run) -> None:
    """Enter the places of the story."""
    new = [
        NewPlace(
            words=data.words(row), kind=PlaceKind(row["kind"]), area=data.area(row["area"]),
            longitude=data.number(row["longitude"]), latitude=data.number(row["latitude"]),
        )
        for row in run.files.places
    ]  # fmt: skip
    with acting("宜兴市数据专班") as by:
        ids = registry.add_places(places=new, by=by, at=run.entered_at)
    run.places = {row["key"]: place for row, place in zip(run.files.places, ids, strict=True)}


def open_the_incident(run: Run) -> None:
    """Open the incident under the edition of the day."""
    given = run.files.world["incident"]
    opened = run.at("incident", "opened_at")
    with acting(HEADQUARTERS) as by:
        for code in ("3202", "320282", "320211", "320206"):
            actions.ensure_headquarters(area=data.area(code), duty_phone=DUTY_LINES.get(code, ""), by=by, at=opened)
        run.incident_id = actions.open_incident(
            title=Words(**given["title"]), disease=given["disease"], area=data.area(given["area"]), number=NUMBER,
            reported_at=run.at("incident", "reported_at"), detected_at=run.at("incident", "detected_at"),
            by=by, at=opened,
        )  # fmt: skip


def give_tasks(run: Run) -> None:
    """Stand up the plan with one click, its task forces too (their names are synthetic), and put the tasks in hands."""
    opened = run.at("incident", "opened_at")
    with acting(HEADQUARTERS) as by:
        actions.stand_up(incident_id=run.incident_id, by=by, at=opened + timedelta(minutes=15))
    with acting(HEADQUARTERS) as by:
        by_milestone = {each.milestone: each for each in _open_tasks(run)}
        for row in run.files.tasks:
            task = by_milestone.get(row["milestone"])
            if task is not None:
                given, signed = data.moment(row["assigned"]), data.moment(row["received"])
                actions.assign_task(task_id=task.id, assignee=row["assignee"], by=by, at=given)
                actions.receive_task(task_id=task.id, by=by, at=signed)
                if row["done"]:
                    actions.complete_task(task_id=task.id, evidence=REPORTED, by=by, at=data.moment(row["done"]))
            if row["delay"]:
                actions.explain_delay(
                    incident_id=run.incident_id, key=row["milestone"], reason=row["delay"], by=by,
                    at=data.moment(row["received"]),
                )  # fmt: skip


def _open_tasks(run: Run) -> Iterator[TaskFacts]:
    yield from queries.tasks(incident_id=run.incident_id, open_only=True)


def enter_emergency(run: Run) -> None:
    """The headquarters of the county enters the emergency state."""
    with acting(HEADQUARTERS) as by:
        area = data.area(run.files.world["incident"]["area"])
        actions.change_state(area=area, to=HqState.EMERGENCY, by=by, at=run.at("command", "emergency_at"))


def instruction(run: Run) -> None:
    """What the province's experts asked for is split into tasks."""
    given = run.files.world["command"]
    at = run.at("command", "instruction_at")
    area = data.area(run.files.world["incident"]["area"])
    split = [
        NewTask(TaskKind.INSTRUCTION, Words("应隔尽隔:复核密接、次密接转运名单", "Check the transfer lists of contacts"),
                GroupKind.ISOLATION, area, at + timedelta(hours=10)),
        NewTask(TaskKind.INSTRUCTION, Words("应检尽检:比对现有人口与检测人数", "Compare residents with people tested"),
                GroupKind.TESTING, area, at + timedelta(hours=20)),
        NewTask(TaskKind.INSTRUCTION, Words("精准划定三区并公布", "Draw the three zones exactly and publish them"),
                GroupKind.COMMUNITY, area, at + timedelta(hours=3)),
    ]  # fmt: skip
    with acting(HEADQUARTERS) as by:
        actions.register_instruction(
            source=given["instruction_source"], text=given["instruction"], area=area, tasks=split,
            incident_id=run.incident_id, by=by, at=at,
        )  # fmt: skip


def finish_tasks(run: Run) -> None:
    """Finish what is still open, each a little before it is due, with evidence that says it is a replay."""
    latest = run.at("zones", "lifted_at")
    with acting(HEADQUARTERS) as by:
        for task in sorted(_open_tasks(run), key=lambda each: each.due_at or latest):
            done = _done_at(task, latest)
            if task.state is TaskState.CREATED:
                actions.assign_task(
                    task_id=task.id, assignee=GroupKind(task.group_kind).words.zh, by=by, at=task.created_at
                )
            actions.complete_task(task_id=task.id, evidence="已办结(演示)", by=by, at=done)


def _done_at(task: TaskFacts, latest: datetime) -> datetime:
    due = task.due_at or task.created_at + timedelta(hours=12)
    return min(latest, max(task.created_at + timedelta(minutes=30), due - timedelta(minutes=40)))


def leave_emergency(run: Run) -> None:
    """The headquarters returns to routine with a signed decision."""
    given = run.files.world["command"]
    paper = SignedDecision(given["routine_signed_by"], given["routine_number"], given["routine_text"])
    with acting(HEADQUARTERS) as by:
        area = data.area(run.files.world["incident"]["area"])
        actions.change_state(area=area, to=HqState.ROUTINE, decision=paper, by=by, at=run.at("command", "routine_at"))


def staff(run: Run) -> None:
    """Put the demonstration accounts, where there are any, into their groups, and give the investigator a decision to make."""
    with acting(HEADQUARTERS) as by:
        known = {each.username: each for each in accounts.demonstration_accounts()}
        area = data.area(run.files.world["incident"]["area"])
        groups = {each.kind: each.id for each in queries.groups(area) if not each.is_task_force}
        for username, kind in POSTS.items():
            if username in known:
                actions.add_member(
                    group_id=groups[kind], name=known[username].display_name, duty=Duty.LEAD if username in LEADS else Duty.MEMBER,
                    user_id=known[username].id, by=by, at=run.entered_at,
                )  # fmt: skip
        holder = known.get("epidemiologist")
        title = Words("审定追踪发现的接触者并电话核实线索", "Decide on the contacts a trace found, and call the leads")
        new = NewTask(
            TaskKind.APPROVE, title, GroupKind.INVESTIGATION, area, assignee=holder.display_name if holder else "",
            assignee_id=holder.id if holder else None, case_id=run.case_id,
        )  # fmt: skip
        task = actions.create_task(new=new, incident_id=run.incident_id, by=by, at=run.at("command", "routine_at"))
        if holder:
            actions.receive_task(task_id=task, by=by, at=run.entered_at)
