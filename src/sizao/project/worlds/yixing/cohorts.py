"""Cohort rules of these days with their people, and the rule by which lists to ask about are made. All invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sizao.flow.step0_intake import enrol
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry.types import NewPerson
from sizao.kernel.documents import DocumentKind, synthetic_document
from sizao.kernel.phones import synthetic_phone
from sizao.kernel.words import Words
from sizao.measures.cohorts import actions, queries
from sizao.measures.cohorts.types import NewRule, NewStay
from sizao.measures.listrules import actions as listrules
from sizao.measures.listrules.types import Criteria
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.replay import Run, acting

DATA_TEAM = "宜兴市数据专班(演示)"
SEED = 930_000
"""Documents and phones from here on are nobody else's in the demonstration."""
OFFICE = "宜兴市疫情防控应急指挥部"
COMMANDER = "宜兴市指挥部指挥长(演示)"
NEAR = (("320282109", 5), ("320282109", 4), ("320282107", 3), ("320282104", 3), ("320282108", 1), ("320282109", 0))
"""Town and how many days ago they left the other city; of the county."""
CITY = (("320211002", 4), ("320211002", 2), ("320211001", 1))
"""The same, of people elsewhere in the city who were in the county."""


def _since(run: Run) -> date:
    return queries.today(run.entered_at) - timedelta(days=6)


def propose(run: Run) -> None:
    """County and city put a rule into force; a third test day is proposed for the county's and waits."""
    rule = NewRule(
        place=data.area("3204"), since=_since(run), test_days=(1, 3), monitor_days=5, hand_over=True,
        basis="宜防指〔演示〕23号",
    )  # fmt: skip
    city = replace(rule, place=data.area("320282"), hand_over=False, basis="锡防指〔演示〕31号")
    for area, title, asked in (
        ("320282", Words("常州市旅居史人员(演示)", "Stayed in Changzhou (demonstration)"), rule),
        ("3202", Words("宜兴市旅居史人员(演示)", "Stayed in Yixing (demonstration)"), city),
    ):
        at = run.entered_at - timedelta(days=5)
        with acting(OFFICE) as by:
            made = actions.propose_cohort(area=data.area(area), title=title, rule=asked, by=by, at=at)
        with acting(COMMANDER) as by:
            actions.approve(version_id=queries.cohort(made).versions[0].id, by=by, at=at + timedelta(hours=1))


def register(run: Run) -> None:
    """People register over the days, at the hour of now: an hour earlier can be the day before."""
    for town, place, people in (("320282109", "3204", NEAR), ("320211002", "320282", CITY)):
        known = [
            (
                NewIdentity(
                    f"司空旅{'甲乙丙丁戊己'[n]}", DocumentKind.CITIZEN_ID,
                    synthetic_document(SEED + int(place) % 1000 + n).number, synthetic_phone(SEED + int(place) % 1000 + n),
                ),
                NewPerson(area_residence=data.area(where)),
            )
            for n, (where, _ago) in enumerate(people)
        ]  # fmt: skip
        with acting(f"{town}登记点") as by:
            persons = enrol(known, by=by, at=run.entered_at)
            for person, (where, ago) in zip(persons, people, strict=True):
                last_on = queries.today(run.entered_at) - timedelta(days=ago)
                stay = NewStay(person_id=person, area=data.area(where), place=data.area(place), last_on=last_on)
                registered = run.entered_at - timedelta(days=min(ago, 4))
                actions.register(stays=[stay], by=by, at=registered)


def work(run: Run) -> None:
    """The first ones have done by now everything that was due, one owes a test since yesterday; a change waits for the commander."""
    today = queries.today(run.entered_at)
    with acting("万石镇网格员(演示)") as by:
        for found in queries.cohorts():
            for n, member in enumerate(reversed(queries.members(found.id))):
                due = [each for each in member.duties if each.due_on <= today and n != 2]
                for each in due:
                    note = "村(社区)值班员签收(演示)" if each.kind == "hand_over" else ""
                    actions.do(duty_id=each.id, note=note, by=by, at=run.entered_at)
    with acting(OFFICE) as by:
        found = next(each for each in queries.cohorts() if each.area == data.area("320282"))
        assert found.in_force
        wider = replace(found.in_force.rule, test_days=(1, 3, 7), basis="宜防指〔演示〕25号")
        actions.propose_version(cohort_id=found.id, rule=wider, by=by, at=run.entered_at - timedelta(hours=1))


LOOSE = Criteria(skip_cases=False, skip_managed=False, skip_asked=False, skip_tested=False)


def _let_hold(criteria: Criteria, reason: str, at: datetime) -> None:
    """The data team proposes criteria, the commander signs."""
    with acting(DATA_TEAM) as by:
        made = listrules.propose(area=data.area("320282"), criteria=criteria, reason=reason, by=by, at=at)
    with acting(COMMANDER) as by:
        listrules.approve(version_id=made, by=by, at=at)


def list_rule(run: Run) -> None:
    """Before the story's first trace a rule without a condition is written down, so that its lists can be looked at later."""
    _let_hold(LOOSE, "疫情初期全量下发(演示)", run.at("incident", "opened_at"))


def tighter_lists(run: Run) -> None:
    """After the outbreak the rule is tightened: who met for less than a quarter of an hour is asked no more, nor who is known.

    A still tighter one waits for the commander.
    """
    asked = Criteria(min_minutes=15, max_days=14)
    _let_hold(asked, "复盘后收紧,为基层减负(演示)", run.entered_at)
    with acting(DATA_TEAM) as by:
        tighter, reason = replace(asked, min_minutes=30), "再收紧,待指挥长批准(演示)"
        listrules.propose(area=data.area("320282"), criteria=tighter, reason=reason, by=by, at=run.entered_at)


STEPS = (propose, register, work, tighter_lists)
"""What was done about people who came from elsewhere, in order."""
