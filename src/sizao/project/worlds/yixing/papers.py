"""Papers on the desks of these days: an instruction, a meeting, an order to the front, a circular. All synthetic."""

from __future__ import annotations

from datetime import timedelta

from sizao.ground.command import actions, queries
from sizao.ground.command.types import (
    GroupKind,
    MeetingKind,
    NewAttendance,
    NewMeeting,
    NewTask,
    Presence,
    TaskKind,
)
from sizao.ground.issues import actions as issues
from sizao.ground.issues import queries as log
from sizao.ground.issues.types import Body, CureKind, Source
from sizao.kernel.words import Words
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.replay import Run, acting

OFFICE = "宜兴市疫情防控应急指挥部"
COUNTY, TOWN = "320282", "320282109"


def _task(run: Run, zh: str, en: str, group: GroupKind, hours: int) -> NewTask:
    due = run.entered_at + timedelta(hours=hours)
    return NewTask(TaskKind.INSTRUCTION, Words(zh, en), group, data.area(COUNTY), due)


def instructions(run: Run) -> None:
    """One instruction is split and half done, one lies there unsplit since the morning."""
    at = run.entered_at - timedelta(hours=5)
    with acting(OFFICE) as by:
        actions.register_instruction(
            source="无锡市疫情防控指挥部", number="锡防指〔演示〕18号", text="对冷链从业人员开展一轮核酸复核,并核对健康监测台账,结果于次日中午前报市指挥部。",
            area=data.area(COUNTY), issued_on=at.astimezone(data.CHINA).date(), due_at=run.entered_at + timedelta(hours=22),
            tasks=(
                _task(run, "冷链从业人员核酸复核", "Test cold-chain workers again", GroupKind.TESTING, 12),
                _task(run, "核对健康监测台账", "Check the health-monitoring ledger", GroupKind.COLDCHAIN, 18),
            ), by=by, at=at,
        )  # fmt: skip
        first, *_rest = queries.instruction_papers()
        task = first.tasks[0]
        actions.assign_task(task_id=task.id, assignee="检测组值班员", by=by, at=at + timedelta(minutes=10))
        actions.receive_task(task_id=task.id, by=by, at=at + timedelta(minutes=20))
        actions.complete_task(
            task_id=task.id,
            evidence="已复核 214 人,结果均为阴性(演示)",
            by=by,
            at=run.entered_at - timedelta(minutes=40),
        )
        actions.register_instruction(
            source="江苏省联防联控机制专家组", number="", text="专家建议:对外卖、快递从业人员适当提高检测频次。", area=data.area(COUNTY),
            by=by, at=run.entered_at - timedelta(hours=4),
        )  # fmt: skip


def meeting(run: Run) -> None:
    """A video meeting with sub-venues; its two decisions are tasks."""
    there = (
        NewAttendance("指挥长(演示)", "市指挥部", Presence.PRESENT),
        NewAttendance("流调组长(演示)", "流调溯源组", Presence.PRESENT),
        NewAttendance("万石镇负责人(演示)", "万石镇", Presence.SUB_VENUE),
        NewAttendance("周铁镇负责人(演示)", "周铁镇", Presence.ABSENT),
    )
    held = run.entered_at - timedelta(hours=6)
    new = NewMeeting(
        MeetingKind.VIDEO, "全市疫情防控视频调度会", held, "市指挥部,各镇分会场", "指挥长(演示)",
        "一、通报形势\n二、返程人员管理\n三、下一步工作", there,
    )  # fmt: skip
    with acting(OFFICE) as by:
        made = actions.hold_meeting(area=data.area(COUNTY), new=new, by=by, at=held)
        actions.write_minutes(
            meeting_id=made,
            text="会议通报了近期形势,研究了返程人员管理,明确了两项工作。",
            by=by,
            at=held + timedelta(hours=1),
        )
        for text, task in (
            (
                "各镇当日完成返程人员摸排",
                _task(run, "返程人员摸排", "Canvass returning travellers", GroupKind.COMMUNITY, 10),
            ),
            (
                "卡口增设夜间查验岗",
                _task(run, "卡口增设夜间查验岗", "Man the checkpoints at night", GroupKind.TRAFFIC, 14),
            ),
        ):
            actions.resolve(meeting_id=made, text=text, new=task, by=by, at=held + timedelta(hours=1))


def orders(run: Run) -> None:
    """An urgent order goes from the city straight to a town; the county gets a copy, nobody has read it yet."""
    town = data.area(TOWN)
    at = run.entered_at - timedelta(hours=2)
    with acting("无锡市疫情防控指挥部") as by:
        actions.issue_order(
            area=data.area("3202"), area_to=town, title="立即核实一名返程人员落脚点",
            text="协查线索:该返程人员昨晚到达。请网格员上门核实,1小时内回告。", group=GroupKind.COMMUNITY, is_urgent=True,
            due_at=run.entered_at + timedelta(hours=1), by=by, at=at,
        )  # fmt: skip


def circular(run: Run) -> None:
    """The change from the eighth to the ninth edition is made known; some units have confirmed."""
    at = run.entered_at - timedelta(hours=8)
    with acting(OFFICE) as by:
        made = actions.circulate(
            area=data.area(COUNTY), edition_id="cn-covid-ed9", previous_id="cn-covid-ed8",
            title=Words("第九版防控方案要点", "What the ninth edition changes"),
            text="密接管理调整为7天集中加3天居家监测;次密接居家监测7天;风险区划定标准统一。各组、各镇学习后确认。",
            read_by=run.entered_at - timedelta(hours=1), by=by, at=at,
        )  # fmt: skip
        for each in queries.deliveries(made)[:9]:
            actions.confirm_reading(
                delivery_id=each.id, name="值班员一", note="电话确认", by=by, at=at + timedelta(minutes=30)
            )


LEADERS = (
    (Body.PARTY, "挂钩领导甲(演示)", "320282109", 3), (Body.CONGRESS, "挂钩领导乙(演示)", "320282110", 7),
    (Body.GOVERNMENT, "挂钩领导丙(演示)", "320282108", 7), (Body.CPPCC, "挂钩领导丁(演示)", "320282107", 7),
)  # fmt: skip
"""Leaders from the four bodies, their town, and the days that may pass between visits."""


def visits(run: Run) -> None:
    """Leaders go to their towns and bring problems back; one problem came back after it had been cured."""
    begun = run.entered_at - timedelta(days=10)
    with acting(OFFICE) as by:
        for place, (body, leader, code, days) in enumerate(LEADERS):
            made = issues.assign_leader(
                area=data.area(code), leader=leader, body=body, every_days=days, by=by, at=begun
            )
            problem = ("卡口夜间查验无人值守", "", "敬老院访客登记不全", "")[place]
            if place < len(LEADERS) - 1:
                seen = begun + timedelta(days=3 + 2 * place)
                on = seen.astimezone(data.CHINA).date()
                issues.record_visit(
                    liaison_id=made, on=on, note="查看卡口、药店和敬老院", problem=problem, by=by, at=seen
                )
        known = log.issues()[0]
        cured, again = begun + timedelta(days=8), run.entered_at - timedelta(hours=9)
        issues.cure_issue(
            issue_id=known.id,
            kind=CureKind.RULE,
            reference="宜防指〔演示〕21号",
            text="卡口实行双人双岗",
            by=by,
            at=cured,
        )
        issues.meet_again(
            issue_id=known.id, area=known.area, source=Source.INSPECTION, text="夜间抽查仍缺一人", by=by, at=again
        )


STEPS = (instructions, meeting, orders, circular, visits)
"""What lies on the desks, in order."""
