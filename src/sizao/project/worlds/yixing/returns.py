"""The daily returns of Yixing's towns and two task forces: what the ledgers hold is counted, what units type is invented."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sizao.ground.command import actions as commanding
from sizao.ground.command import queries as command
from sizao.ground.command.types import TaskKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.oversight.returns import actions, queries
from sizao.oversight.returns.types import Channel, DutyFacts, NewReturn, NewUnit, UnitKind
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.replay import Run, acting
from sizao.spine.accounts import queries as accounts

OFFICER = "town-duty"
"""The demonstration account of a town's duty office."""


def units(run: Run) -> None:
    """Enter the reporting units and what they owe on the days of the outbreak."""
    given = run.files.world["returns"]
    new = [
        NewUnit(
            words=data.words(row), kind=UnitKind(row["kind"]), area=data.area(row["area"]), form_id=row["form"],
            since=given["since"], until=given["until"], code=row["code"], owner=row["owner"],
        )
        for row in run.files.returns
    ]  # fmt: skip
    with acting("宜兴市综合协调组") as by:
        actions.add_units(units=new, by=by, at=run.at("incident", "opened_at"))


def days(run: Run) -> None:
    """Day after day the units file in the morning; some late, some nil, one corrected, two of the last day only when asked again."""
    given = run.files.world["returns"]
    chance = Random(given["seed"])  # noqa: S311 - invented figures, the same on every load
    scale = {row["name_zh"]: float(row["scale"]) for row in run.files.returns}
    on: date = given["since"]
    while on <= given["until"]:
        with acting("各报送单位") as by:
            owed = queries.duties(on=on, within=data.area(run.files.world["incident"]["area"]))
            now = [each for each in owed if [f"{on}", each.unit.words.zh] not in [*given["late"], *given["missing"]]]
            later = [each for each in owed if [f"{on}", each.unit.words.zh] in given["late"]]
            actions.submit_many(
                on=on, returns=[_return(run, each, on, chance, scale) for each in now], by=by,
                at=_morning(on, given["filed_at"]),
            )  # fmt: skip
        _late(run, on, [_return(run, each, on, chance, scale) for each in later])
        _asked_again(run, on, [_return(run, each, on, chance, scale) for each in owed if each not in (*now, *later)])
        on += timedelta(days=1)
    _correct(run)


def _morning(on: date, clock: str) -> datetime:
    return data.on_day(on + timedelta(days=1), clock)


def _late(run: Run, on: date, returns: list[NewReturn]) -> None:
    """The alarm at the cut-off, then what comes in after it."""
    given = run.files.world["returns"]
    with acting("returns.alarm") as by:
        actions.raise_alarms(by=by, at=_morning(on, given["alarm_at"]))
    if returns:
        with acting("各报送单位") as by:
            actions.submit_many(on=on, returns=returns, by=by, at=_morning(on, given["late_at"]))


def _asked_again(run: Run, on: date, returns: list[NewReturn]) -> None:
    """What was missing until somebody telephoned; the tasks that the alarm made are done with it."""
    if not returns:
        return
    at = _morning(on, run.files.world["returns"]["asked_at"])
    with acting("各报送单位") as by:
        actions.submit_many(on=on, returns=returns, by=by, at=at)


def owed_now(run: Run) -> None:
    """The two units that were asked again owe a return of these days too, and have not filed it: somebody has that to do today."""
    given = run.files.world["returns"]
    alarm = time.fromisoformat(given["alarm_at"])
    local = run.entered_at.astimezone(data.CHINA)
    on = local.date() - timedelta(days=1 if local.time() > alarm else 2)
    late = {name for _, name in given["missing"]}
    with acting("宜兴市综合协调组") as by:
        for unit in queries.units(data.area(run.files.world["incident"]["area"])):
            if unit.words.zh in late:
                form = next(row["form"] for row in run.files.returns if row["name_zh"] == unit.words.zh)
                actions.add_duty(unit_id=unit.id, form_id=form, since=on, until=on, by=by, at=run.entered_at)
    with acting("returns.alarm") as by:
        actions.raise_alarms(by=by, at=_morning(on, given["alarm_at"]) + timedelta(minutes=1))


def _return(run: Run, owed: DutyFacts, on: date, chance: Random, scale: dict[str, float]) -> NewReturn:
    """A return of plausible size; a town where nothing happened files nil, and who was on duty."""
    given = run.files.world["returns"]
    asked = [each for each in queries.form(owed.form_id).indicators if each.is_typed]
    size = scale[owed.unit.words.zh]
    quiet = size <= given["quiet_up_to"] and not any(
        contains(owed.unit.area, data.area(code)) for code in run.files.world["sampling"]["risk_areas"]
    )
    if quiet and chance.random() < given["quiet_share"]:
        there = {each.key: max(1, round(given["rates"][each.key] * size)) for each in asked if each.is_level}
        return NewReturn(owed.unit.id, owed.form_id, on, there, True)
    figures = {each.key: round(given["rates"][each.key] * size * (0.7 + 0.6 * chance.random())) for each in asked}
    channel = Channel.PHONE if chance.random() < given["phone_share"] else Channel.PLATFORM
    return NewReturn(owed.unit.id, owed.form_id, on, figures, channel=channel)


def officer(by: Actor, at: datetime) -> None:
    """Let the demonstration account of a town's duty office answer for it, and hold the task of its missing return."""
    area = data.area(data.read().world["returns"]["officer_area"])
    held = {each.username: each for each in accounts.demonstration_accounts()}.get(OFFICER)
    if held is None:
        return
    for unit in queries.units(area):
        actions.name_owner(unit_id=unit.id, owner=unit.owner, owner_id=held.id, by=by, at=at)
    for task in command.tasks(open_only=True):
        if task.kind is TaskKind.REPORT and task.area == area and task.assignee_id is None:
            commanding.assign_task(task_id=task.id, assignee=held.display_name, assignee_id=held.id, by=by, at=at)


def _correct(run: Run) -> None:
    """One town corrects a figure of an earlier day, with its reason, beside the first return."""
    row: dict[str, Any] = run.files.world["returns"]["correction"]
    with acting("各报送单位") as by:
        unit = next(each for each in queries.units() if each.words.zh == row["unit"])
        first = queries.revisions(unit.id, "town-daily", row["on"])[0]
        sheet = queries.sheet(unit.id, "town-daily", row["on"], data.moment(row["at"]))
        typed = {line.indicator.key: first.figures[line.indicator.key] for line in sheet.asked()}
        typed[row["figure"]] += row["more"]
        new = NewReturn(unit.id, "town-daily", row["on"], typed, reason=row["reason"])
        actions.submit(new=new, by=by, at=data.moment(row["at"]))
