"""What the city tells people who play: who comes to the clinic, whom the laboratory calls about, what a case remembers, who falls ill."""

from __future__ import annotations

from datetime import datetime

from sizao.kernel.words import Words
from sizao.oversight.drills.queries.feeding import enter
from sizao.oversight.drills.queries.players.casework import Epidemiologist, Recalled
from sizao.oversight.drills.queries.players.desk import Desk
from sizao.oversight.drills.queries.players.people import person_of
from sizao.oversight.drills.queries.stage import Stage
from sizao.oversight.drills.types import Message, MessageKind, Playing
from sizao.spine.accounts.types import Role

CLINIC = Words("发热门诊", "Fever clinic")
LABORATORY = Words("检测机构", "Laboratory")
CASE = Words("病例本人", "The case")
ABOVE = Words("上级指挥部", "The level above")
MOST_TOLD = 40
"""Stays, and contacts, that one interview tells."""


def named(stage: Stage, person: int) -> str:
    """Somebody's name with the number of the register; whom no register knew is entered by whoever deals with them."""
    if not stage.registered(person):
        enter(stage, [person])
    return f"{person_of(stage, person)['name']}({stage.registered(person)})"


def patient(stage: Stage, person: int) -> Message:
    """What a clinic that people play is told of somebody who came."""
    who = named(stage, person)
    return Message(
        key=f"patient-{person}", at=stage.now, kind=MessageKind.PATIENT, roles=(Role.SAMPLER.value, Role.SENTINEL.value), source=CLINIC,
        words=Words(f"{who}因发热到发热门诊就诊,请采样。", f"{who} came to the fever clinic with a fever; please take a sample."),
    )  # fmt: skip


def call(stage: Stage, person: int, taken_at: datetime) -> Message:
    """The laboratory's telephone call about a positive sample, to those who report and to who commands."""
    who, at = named(stage, person), _local(stage, taken_at)
    wanted = Words("请报告病例。", "please report the case.")
    if not stage.incident_id:
        wanted = Words("请成立事件并报告病例。", "please open an incident and report the case.")
    return Message(
        key=f"call-{person}-{taken_at:%m%d%H%M}", at=stage.now, kind=MessageKind.CALL, source=LABORATORY,
        roles=(Role.EPIDEMIOLOGIST.value, Role.COMMANDER.value, Role.COORDINATOR.value),
        words=Words(f"{who},{at} 采样,核酸阳性,{wanted.zh}", f"{who}, sampled {at}, is positive by PCR; {wanted.en}"),
    )  # fmt: skip


def fell_ill(stage: Stage, person: int) -> Message:
    """Somebody under follow-up whom people call has symptoms."""
    who = named(stage, person)
    return Message(
        key=f"ill-{person}", at=stage.now, kind=MessageKind.ILL, roles=(Role.TRACER.value, Role.SITE_MANAGER.value, Role.COMMUNITY.value),
        words=Words(f"在管人员{who}诉发热,请登记并送检。", f"{who}, under follow-up, has a fever; please note it and have a sample taken."),
    )  # fmt: skip


def report_owed(stage: Stage, on: str) -> Message:
    """The report of yesterday is to be filed by those who may; whoever keeps the data looks after it."""
    by = stage.scenario.resources.report_hour
    return Message(
        key=f"report-{on}", at=stage.now, kind=MessageKind.REPORT, source=ABOVE,
        roles=(Role.COORDINATOR.value, Role.COMMANDER.value, Role.DATA_OFFICER.value),
        words=Words(f"请核对数据,并由综合协调组账户在 {by:g} 时前上报 {on} 日报。",
                    f"Please check the data, and have the coordination account file the report of {on} by {by:g}:00."),
    )  # fmt: skip


class Informant(Desk):
    """The cases themselves, where people interview them: what somebody remembers is told an hour after the case is on the platform."""

    role = Playing.EPIDEMIOLOGIST
    is_of_the_city = True

    def __init__(self, stage: Stage, case_work: Epidemiologist) -> None:
        super().__init__(stage)
        self.case_work = case_work

    def look(self) -> None:
        """Notice the cases that people reported."""
        if not self.is_played_by_people:
            return
        for person in self.stage.picture.held:
            if self.once("case", person):
                self.at(self.stage.hours + 1, lambda p=person: self.tell(p))  # type: ignore[misc]

    def tell(self, person: int) -> None:
        """Tell what the case answers."""
        if person in self.stage.picture.held:
            self.stage.tell(interview(self.stage, person, self.case_work.recalled(person)))


def interview(stage: Stage, person: int, said: Recalled) -> Message:
    """What a case answers: onset, where they were, whom they met how."""
    began = stage.truth.onset(person)
    is_ill = began is not None and stage.truth.is_ill(person, stage.now)
    onset = _local(stage, stage.truth.moment(began)) if is_ill and began is not None else ""
    where = [_stay(stage, *each) for each in said.stays[:MOST_TOLD]]
    whom = [
        _met(stage, person, each.person, each.end) for each in said.met[:MOST_TOLD] if stage.registered(each.person)
    ]
    who = named(stage, person)
    zh = [
        f"{who}答流调:{f'{onset} 发病' if onset else '无症状'}",
        f"到过 {_listed(where, 'zh')}",
        f"接触过 {_listed(whom, 'zh')}",
    ]
    en = [f"{who} answers: {f'ill since {onset}' if onset else 'no symptoms'}", f"was at {_listed(where, 'en')}", f"met {_listed(whom, 'en')}"]  # fmt: skip
    return Message(
        key=f"interview-{person}", at=stage.now, kind=MessageKind.INTERVIEW, source=CASE, roles=(Role.EPIDEMIOLOGIST.value,),
        words=Words(";\n".join(zh) + "。", ";\n".join(en) + "."),
    )  # fmt: skip


def _listed(found: list[Words], language: str) -> str:
    if not found:
        return "无" if language == "zh" else "nobody and nowhere that is remembered"
    return ("、" if language == "zh" else ", ").join(each.in_language(language) for each in found)


def _stay(stage: Stage, place: int, start: datetime, end: datetime) -> Words:
    at = f"{_local(stage, start)}–{_local(stage, end)}"
    if place not in stage.places:
        return Words(f"住处 {at}", f"home {at}")
    return Words(f"演练场所{place:05d} {at}", f"演练场所{place:05d} {at}")


def _met(stage: Stage, case: int, other: int, end: int) -> Words:
    household = stage.truth.city.household
    is_home = household[case] == household[other]
    who, at = named(stage, other), _local(stage, stage.truth.moment(end / 86_400))
    return Words(
        f"{who}{'同住' if is_home else '同处'},末次 {at}",
        f"{who}, {'of the household' if is_home else 'same room'}, last {at}",
    )


def _local(stage: Stage, moment: datetime) -> str:
    return f"{moment.astimezone(stage.truth.midnight.tzinfo):%m-%d %H:%M}"
