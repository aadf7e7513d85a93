"""How duties were kept at the building site and the lodging: breach files in every state. All synthetic."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sizao.ground.breaches import actions
from sizao.ground.breaches.types import Finding, NewBreach, Outcome, Route
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import Party
from sizao.project.worlds.yixing.replay import Run, acting

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
    with acting(DESK) as by:
        actions.tell(breach_id=breach, text="现将有关事项告知,请在期限内陈述申辩(演示)。", by=by, at=at, route=route)


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
            "response_64",
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
        made = _opened(duty, "12月中旬某日未按要求巡查工地。", "emergency_51", "remind", proof, at)
        _told(made, at + timedelta(hours=2), Route.PLATFORM)


def _answered(run: Run, at: datetime) -> None:
    with acting(DESK):
        duty = _duty(run, "site", Party.UNIT)
    if duty:
        proof = ("进场人员台账缺两日", "进场台账照片")
        made = _opened(duty, "进场人员台账有两日未登记。", "response_64", "notify", proof, at)
        _told(made, at + timedelta(hours=1))
        with acting(DESK) as by:
            said = "来函:两日系停工,无人员进场,附停工通知。"
            actions.note_answer(breach_id=made, text=said, by=by, at=at + 2 * DAY)


def _closed(run: Run, at: datetime) -> None:
    with acting(DESK):
        duty = _duty(run, "site", Party.TERRITORY)
    if duty:
        made = _opened(
            duty, "属地巡查记录不完整。", "emergency_48", "notify", ("巡查记录缺一周", "镇巡查记录"), at
        )  # fmt: skip
        _told(made, at)
        with acting(DESK) as by:
            actions.note_answer(breach_id=made, text="来函:巡查已开展,记录补正附后。", by=by, at=at + DAY)
        with acting(CHIEF) as by:
            reasons = "巡查确已开展,属记录不全,采纳部分申辩意见。"
            actions.find(
                breach_id=made, finding=Finding.LIGHTER, reasons=reasons, measure="remind", by=by, at=at + 3 * DAY
            )
        with acting(DESK) as by:
            actions.note_appeal(breach_id=made, text="来函:请求再予从轻。", by=by, at=at + 5 * DAY)
        with acting(ABOVE) as by:
            actions.review(
                breach_id=made,
                outcome=Outcome.CHANGED,
                reasons="已全部补正。",
                measure="correct",
                by=by,
                at=at + 8 * DAY,
            )
