"""The objects of a county's headquarters: papers, duty, issues and leaders, calls, and persons entered twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sizao.flow.step0_intake import enrol
from sizao.ground.command import actions as command
from sizao.ground.command import queries as commanded
from sizao.ground.command.types import GroupKind, MeetingKind, NewAttendance, NewMeeting, NewTask, Presence, TaskKind
from sizao.ground.duty import actions as duty
from sizao.ground.duty.types import NewShift, PhoneRoute, PostFacts
from sizao.ground.duty.types import Role as DutyRole
from sizao.ground.identity import actions as identity
from sizao.ground.identity.models import Pair
from sizao.ground.identity.types import NewIdentity
from sizao.ground.issues import actions as issues
from sizao.ground.issues.types import Body, Source
from sizao.ground.registry import queries as registered
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.phones import synthetic_phone
from sizao.measures.calls import actions as calls
from sizao.measures.calls import queries as called
from sizao.measures.calls.types import CallOutcome, CallPurpose
from sizao.spine.accounts.types import Role
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import ProposedContact

HALF = timedelta(hours=12)
"""The length of a shift."""


def build(county: Any, by: Actor, at: datetime, now: datetime) -> None:
    """Enter the objects of this module in ``county.ids``; ``now`` is when somebody asks."""
    _tasks(county, by, at)
    _papers(county, by, at)
    _orders(county, by, at)
    _duty(county, by, at)
    _issues(county, by, at)
    _call(county, by, at)
    _decision(county, by, now)
    _twice(county, by, at)


def _tasks(county: Any, by: Actor, at: datetime) -> None:
    """One that nobody has taken, and one that is done."""
    title = county.said("无人接的任务", "unowned task")
    new = NewTask(TaskKind.VERIFY, title, GroupKind.VERIFICATION, county.area)
    county.ids["item_id"] = command.create_task(new=new, by=by, at=at)
    done = command.create_task(new=new, by=by, at=at)
    command.complete_task(task_id=done, evidence=f"{county.mark.zh}已核对", by=by, at=at)
    county.ids["done_number"] = commanded.task(done).number


def _papers(county: Any, by: Actor, at: datetime) -> None:
    """An instruction whose only task is done and reported, and a meeting with minutes and a decision."""
    ids, mark = county.ids, county.mark.zh
    ids["instruction_id"] = command.register_instruction(
        source=f"{mark}上级", text=f"{mark}核对名单", number=f"{mark}发1号", area=county.area,
        incident_id=ids["incident_id"], by=by, at=at,
    )  # fmt: skip
    point = NewTask(TaskKind.INSTRUCTION, county.said("核对", "check"), GroupKind.VERIFICATION, county.area)
    task = command.split_instruction(instruction_id=ids["instruction_id"], new=point, by=by, at=at)
    command.complete_task(task_id=task, evidence=f"{mark}台账", by=by, at=at)
    ids["report_id"] = command.report_instruction(
        instruction_id=ids["instruction_id"], to=f"{mark}上级", summary=f"{mark}已核对", by=by, at=at
    )
    there = (NewAttendance(f"{mark}甲", f"{mark}流调组", Presence.PRESENT),)
    meeting = NewMeeting(
        MeetingKind.VIDEO, f"{mark}调度会", at, f"{mark}指挥部", f"{mark}丙", f"{mark}议程", there, ids["incident_id"]
    )  # fmt: skip
    ids["meeting_id"] = command.hold_meeting(area=county.area, new=meeting, by=by, at=at)
    command.write_minutes(meeting_id=ids["meeting_id"], text=f"{mark}纪要", by=by, at=at)
    command.resolve(meeting_id=ids["meeting_id"], text=f"{mark}当日完成", new=point, by=by, at=at)


def _orders(county: Any, by: Actor, at: datetime) -> None:
    ids, mark = county.ids, county.mark.zh
    ids["order_id"] = command.issue_order(
        area=county.area, area_to=county.town_area, title=f"{mark}指令", text=f"{mark}加派人手",
        incident_id=ids["incident_id"], by=by, at=at,
    )  # fmt: skip
    [ids["delivery_id"]] = [each.id for each in commanded.order(ids["order_id"]).deliveries]
    ids["circular_id"] = command.circulate(
        area=county.area, edition_id="cn-covid-ed9", previous_id="cn-covid-ed8", title=county.said("通知", "circular"),
        text=f"{mark}照新方案办理", by=by, at=at,
    )  # fmt: skip


def _duty(county: Any, by: Actor, at: datetime) -> None:
    """Three shifts: one with its hand-over sheet that nobody has signed, one that has ended, one that runs."""
    ids, mark = county.ids, county.mark.zh
    shifts = [
        NewShift(
            "", at + HALF * n, at + HALF * (n + 1),
            (PostFacts(DutyRole.LEAD, f"{mark}带班{n}", PhoneRoute.DUTY_LINE),
             PostFacts(DutyRole.ON_DUTY, f"{mark}值班{n}", PhoneRoute.DUTY_LINE)),
        )
        for n in range(3)
    ]  # fmt: skip
    first, ids["shift_id"], _ = duty.save_shifts(area=county.area, shifts=shifts, by=by, at=at)
    ids["hand_over_id"] = duty.draw_hand_over(shift_id=first, note=f"{mark}交代", by=by, at=at + HALF)


def _issues(county: Any, by: Actor, at: datetime) -> None:
    ids, mark = county.ids, county.mark.zh
    ids["issue_id"] = issues.raise_issue(
        area=county.town_area, title=f"{mark}卡口夜间无人", owner=f"{mark}镇", source=Source.FRONT, text=f"{mark}三次",
        by=by, at=at,
    )  # fmt: skip
    ids["liaison_id"] = issues.assign_leader(
        area=county.town_area, leader=f"{mark}书记", body=Body.PARTY, unit=f"{mark}村", every_days=3, by=by, at=at
    )
    issues.record_visit(liaison_id=ids["liaison_id"], on=at.date(), note=f"{mark}走访", by=by, at=at)


def _call(county: Any, by: Actor, at: datetime) -> None:
    """A call that was handed back because another language is needed: nobody has it in hand."""
    ids = county.ids
    known = NewIdentity(f"司徒{county.mark.zh}", phone=synthetic_phone(county.seed + 300))
    [person] = enrol([(known, NewPerson(area_residence=county.town_area))], by=by, at=at)
    new = ProposedContact(person_id=person, area=county.town_area, last_exposure_at=at, source_case_id=ids["case_id"])
    found = cases.propose_contacts(incident_id=ids["incident_id"], proposals=[new], by=by, at=at).contact_ids
    cases.approve_contacts(contact_ids=found, by=by, at=at)
    calls.enter_caller(user_id=ids["clerk_id"], name=f"{county.mark.zh}外呼员", languages=["zh"], by=by, at=at)
    calls.plan(incident_id=ids["incident_id"], purpose=CallPurpose.INTERVIEW, contact_ids=found, by=by, at=at)
    clerk = Actor(f"{county.mark.zh}外呼员", ActorKind.PERSON, ids["clerk_id"], Role.TRACER.value, county.area)
    [call] = called.mine(ids["clerk_id"])
    ids["call_id"] = call.id
    calls.record(call_id=call.id, outcome=CallOutcome.LANGUAGE, language="en", note=county.mark.zh, by=clerk, at=at)


def _decision(county: Any, by: Actor, now: datetime) -> None:
    """Somebody rejected a moment ago, which can still be taken back."""
    [person] = enrol([(None, NewPerson(area_residence=county.town_area))], by=by, at=now)
    new = ProposedContact(
        person_id=person, area=county.town_area, last_exposure_at=now, source_case_id=county.ids["case_id"]
    )
    found = cases.propose_contacts(incident_id=county.ids["incident_id"], proposals=[new], by=by, at=now).contact_ids
    reason = f"{county.mark.zh}未到场"
    receipt = cases.reject_contacts(contact_ids=found, reason=reason, by=by, at=now - timedelta(minutes=1))
    county.ids["decision_id"] = receipt.decision_id


def _twice(county: Any, by: Actor, at: datetime) -> None:
    """A pair that may be one person, and two numbers that were merged."""
    ids = county.ids
    name, born = f"令狐{county.mark.zh}", date(1984, 2, 17)
    twins = [NewIdentity(name, phone=synthetic_phone(county.seed + each), birth_date=born) for each in (400, 500)]
    known = [(each, NewPerson(area_residence=county.town_area)) for each in (*twins, None, None)]
    one, other, survivor, merged = enrol(known, by=by, at=at)
    platform = Actor.system("seeker")
    with scope.acting(platform):
        while identity.seek_duplicates(by=platform, at=at):
            pass
    ids["pair_id"] = Pair.objects.get(one=min(one, other), other=max(one, other)).pk
    named = registered.persons([one, other])
    ids["twin_number"], ids["other_twin_number"] = named[one].number, named[other].number
    officer = Actor(f"{county.mark.zh}流调员", ActorKind.PERSON, role=Role.EPIDEMIOLOGIST.value, area=county.area)
    why = f"{county.mark.zh}与本人电话核对出生日期"
    ids["merge_id"] = identity.merge(survivor=survivor, merged=merged, reason=why, by=officer, at=at)
