"""How duties were kept: breach files, a chief's record, the first evening's meeting with its pack. All synthetic."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sizao.ground.breaches import actions
from sizao.ground.breaches.types import Delivery, Finding, NewBreach, Outcome, Route
from sizao.ground.command import actions as command
from sizao.ground.command.types import GroupKind, MeetingKind, NewMeeting, NewTask, TaskKind
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import Party
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.words import Words
from sizao.oversight.merits import actions as merits
from sizao.oversight.merits.types import MeritKind
from sizao.oversight.reports import actions as reports
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.replay import Run, acting
from sizao.spine.accounts import queries as accounts
from sizao.spine.scope import queries as scope

DESK, CHIEF, ABOVE = "督查组(演示)", "宜兴市指挥部(演示)", "无锡市复核人员(演示)"
DAY = timedelta(days=1)


def _duty(run: Run, place: str, party: Party, *, of_account: bool = False) -> UUID | None:
    found = registry.responsibilities(run.places.get(place, 0), run.entered_at)
    held = [each for each in found if each.party is party and (each.user_id is not None) is of_account]
    return held[0].id if held else None


def _opened(duty: UUID, what: str, basis: str, measure: str, evidence: tuple[str, str], at: datetime) -> UUID:
    new = NewBreach(duty, at - DAY, what, basis, measure, *evidence)
    with acting(DESK) as by:
        return actions.open_breach(new=new, by=by, at=at)


def _told(breach: UUID, at: datetime, route: Route = Route.PAPER) -> None:
    handed = Delivery("督查组(演示)", at, "值班员(演示)", "送达回证夹(演示)")
    text = "现将有关事项告知,请在期限内陈述申辩(演示)。"
    with acting(DESK) as by:
        actions.tell(
            breach_id=breach, text=text, by=by, at=at, route=route, delivery=handed if route is Route.PAPER else None
        )


def breaches(run: Run) -> None:
    """One waits for its party's answer on the platform, one for a finding, one is closed after an appeal, one is new."""
    now = run.entered_at
    _waiting(run, now - 2 * DAY)
    _answered(run, now - 4 * DAY)
    _closed(run, now - 16 * DAY)
    with acting(DESK):
        lodging = _duty(run, "lodging", Party.UNIT)
    if lodging:
        _opened(
            lodging,
            "宿舍走廊连续两日未通风消毒。",
            "emergency_51",
            "correct",
            ("夜查照片两张", "督查记录第 12 号"),
            now - DAY,
        )


def _waiting(run: Run, at: datetime) -> None:
    """A notice to an account: the grid worker reads and answers it on a phone."""
    with acting(DESK):
        duty = _duty(run, "site", Party.INDIVIDUAL, of_account=True)
    if duty:
        proof = ("巡查台账无当日签字", "巡查台账第 3 册")
        made = _opened(duty, "前一日未按要求巡查工地。", "emergency_51", "remind", proof, at)
        _told(made, at + timedelta(hours=2), Route.PLATFORM)


def _answered(run: Run, at: datetime) -> None:
    with acting(DESK):
        duty = _duty(run, "site", Party.UNIT)
    if duty:
        proof = ("进场人员台账缺两日", "进场台账照片")
        made = _opened(duty, "进场人员台账有两日未登记。", "emergency_51", "notify", proof, at)
        _told(made, at + timedelta(hours=1))
        with acting(DESK) as by:
            said = "来函:两日系停工,无人员进场,附停工通知。"
            actions.note_answer(breach_id=made, text=said, reference="来函 2021-3(演示)", by=by, at=at + 2 * DAY)


def _closed(run: Run, at: datetime) -> None:
    with acting(DESK):
        duty = _duty(run, "site", Party.TERRITORY)
    if duty:
        made = _opened(
            duty, "属地巡查记录不完整。", "emergency_48", "notify", ("巡查记录缺一周", "镇巡查记录"), at
        )  # fmt: skip
        _told(made, at)
        with acting(DESK) as by:
            actions.note_answer(
                breach_id=made, text="来函:巡查已开展,记录补正附后。", reference="来函 2021-1(演示)", by=by, at=at + DAY
            )
        with acting(CHIEF) as by:
            reasons = "巡查确已开展,属记录不全,采纳部分申辩意见。"
            actions.find(
                breach_id=made, finding=Finding.LIGHTER, reasons=reasons, measure="remind", by=by, at=at + 3 * DAY
            )
        with acting(DESK) as by:
            actions.note_appeal(
                breach_id=made, text="来函:请求再予从轻。", reference="来函 2021-2(演示)", by=by, at=at + 5 * DAY
            )
        with acting(ABOVE) as by:
            actions.review(
                breach_id=made,
                outcome=Outcome.CHANGED,
                reasons="已全部补正。",
                measure="correct",
                by=by,
                at=at + 8 * DAY,
            )


TASKS = (
    (Words("上门核实返程人员落脚点", "Find where returning travellers stay"), 30, True),
    (Words("为居家监测人员送药", "Bring medicine to people monitored at home"), 20, True),
    (Words("更新网格内独居老人名册", "Bring the list of old people living alone up to date"), 4, False),
)
"""Tasks of the first grid's chief: what, how many hours ago, whether it is done."""


def chiefs(run: Run) -> None:
    """The first grid's chief has work that is counted, a merit approved, one proposed, and an objection answered."""
    worker = accounts.user_named("grid-worker")
    held = registry.posts_of(worker.id) if worker else []
    if worker is None or not held:
        return
    chief, now = held[0], run.entered_at
    with acting("万石镇社区服务保障组") as by:
        for title, hours, is_done in TASKS:
            at = now - timedelta(hours=hours)
            new = NewTask(TaskKind.OTHER, title, GroupKind.COMMUNITY, chief.area, at + DAY)
            made = command.create_task(new=new, by=by, at=at)
            command.assign_task(task_id=made, assignee=worker.display_name, assignee_id=worker.id, by=by, at=at)
            if is_done:
                command.complete_task(task_id=made, evidence="已办理(演示)", by=by, at=at + timedelta(hours=3))
        rest = merits.propose(
            chief_id=chief.id, kind=MeritKind.REST, text="连续三晚值守并完成入户核实。", reference="值班表、任务台账", by=by,
            at=now - 2 * DAY,
        )  # fmt: skip
        merits.propose(
            chief_id=chief.id,
            kind=MeritKind.PRAISE,
            text="为居家监测人员送药及时。",
            reference="任务台账",
            by=by,
            at=now - DAY,
        )
    with acting(CHIEF) as by:
        merits.decide(merit_id=rest, is_approved=True, reasons="台账属实。", by=by, at=now - DAY)
    own = Actor(worker.username, ActorKind.PERSON, worker.id, "grid_worker", chief.area)
    with scope.acting(own):
        said = merits.object_to(chief_id=chief.id, text="上周一次夜间值守未计入。", by=own, at=now - DAY)
    with acting(CHIEF) as by:
        merits.answer(objection_id=said, text="已核对,班次已补登。", by=by, at=now - timedelta(hours=6))


def meeting(run: Run) -> None:
    """The video meeting of the first evening, with the pack that was printed for it."""
    held = datetime(2021, 12, 11, 21, 40, tzinfo=data.CHINA)
    new = NewMeeting(
        MeetingKind.VIDEO, "疫情处置调度会(演示)", held, "市指挥部,各镇分会场", "指挥长(演示)",
        "一、通报疫情形势\n二、密接转运和隔离\n三、封控区服务保障\n四、次日核酸检测安排", (), run.incident_id,
    )  # fmt: skip
    with acting("宜兴市疫情防控应急指挥部") as by:
        made = command.hold_meeting(area=data.area("320282"), new=new, by=by, at=held)
        reports.make_pack(meeting_id=made, by=by, at=held)
