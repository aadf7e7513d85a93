"""The desks of the headquarters in the days around the loading: rosters, hand-overs and things left lying. All synthetic.

They stand beside the story: a roster of December 2021 would show nobody on duty today.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from uuid import UUID

from sizao.ground.command import actions as command
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.ground.duty import actions, queries
from sizao.ground.duty.types import NewShift, PhoneRoute, PostFacts, Role, Side
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.replay import Run, acting
from sizao.spine.scope import queries as scope

DAYS = 9
"""Yesterday, today, and the week that follows."""

CITY_DAY = (("无锡市指挥部指挥长", "市值班员一、市值班员二", "市备班员一"), ("市带班乙", "市值班员三", "市备班员二"))
COUNTY_DAY = (
    ("宜兴市指挥部指挥长", "宜兴综合协调组、值班员一", "备班员一"), ("带班乙", "万石镇网格员、值班员三", "备班员二"),
)  # fmt: skip
"""Lead, on duty, backup: by day, then by night. Two of them are demonstration accounts."""

LEFT = (
    (GroupKind.TRAFFIC, TaskKind.TRAFFIC, Words("核对节后返程卡口人员排班", "Check the staffing of checkpoints for the return traffic")),
    (GroupKind.SUPPLIES, TaskKind.SUPPLY, Words("清点万石镇防护物资余量", "Count what is left of protective supplies in Wanshi")),
    (GroupKind.PUBLICITY, TaskKind.NOTICE, Words("更新返程提示问答口径", "Bring the answers for returning travellers up to date")),
)  # fmt: skip
"""Routine tasks that nobody has taken."""


def are_open(at: datetime) -> bool:
    """Whether the desks were opened already."""
    return bool(queries.shifts(data.area("320282"), at - timedelta(days=DAYS), at + timedelta(days=DAYS)))


def rosters(run: Run) -> None:
    """Yesterday to next week: the duty offices of city and county by day and night, the tracing group by the day."""
    with acting("值班室") as by:
        for code, people in (("3202", CITY_DAY), ("320282", COUNTY_DAY)):
            new = [each for day in range(DAYS) for each in _office(run, day, people)]
            actions.save_shifts(area=data.area(code), shifts=new, by=by, at=run.entered_at)
        tracing = [_tracing(run, day) for day in range(DAYS)]
        actions.save_shifts(area=data.area("320282"), shifts=tracing, by=by, at=run.entered_at)


def _morning(run: Run, day: int) -> datetime:
    first = run.entered_at.astimezone(data.CHINA).date() - timedelta(days=1)
    return datetime.combine(first + timedelta(days=day), time(8), data.CHINA)


def _office(run: Run, day: int, people: tuple[tuple[str, str, str], ...]) -> Iterator[NewShift]:
    for half, (lead, on_duty, backup) in enumerate(people):
        start = _morning(run, day) + timedelta(hours=12 * half)
        yield NewShift("", start, start + timedelta(hours=12), _posts(lead, on_duty, backup))


def _tracing(run: Run, day: int) -> NewShift:
    start = _morning(run, day)
    lead, backup = ("流调带班甲", "流调备班一") if day % 2 else ("流调带班乙", "流调备班二")
    return NewShift("流调溯源组", start, start + timedelta(days=1), _posts(lead, f"流调员{'甲乙'[day % 2]}", backup))


def _posts(lead: str, on_duty: str, backup: str) -> tuple[PostFacts, ...]:
    named = ((Role.LEAD, lead), (Role.ON_DUTY, on_duty), (Role.BACKUP, backup))
    return tuple(PostFacts(role, name, PhoneRoute.DUTY_LINE) for role, text in named for name in text.split("、"))


def left_lying(run: Run) -> None:
    """A few tasks that nobody has taken since this morning."""
    given = run.entered_at - timedelta(hours=3)
    with acting("宜兴市疫情防控应急指挥部") as by:
        for place, (group, kind, title) in enumerate(LEFT):
            due = run.entered_at + timedelta(hours=6 + place * 6)
            new = NewTask(kind, title, group, data.area("320282"), due)
            command.create_task(new=new, by=by, at=given + timedelta(minutes=20 * place))


def handed_over(run: Run) -> None:
    """What ended is handed over and signed, except the county's last shift: its relief has not signed yet."""
    since, until = _morning(run, 0), run.entered_at
    for code in ("3202", "320282"):
        with acting("值班室"):
            ended = [each for each in queries.shifts(data.area(code), since, until) if each.until <= until]
        offices = [each for each in ended if each.group_id is None]
        for each in ended:
            with acting("值班室") as by:
                sheet = actions.draw_hand_over(shift_id=each.id, note=NOTE, by=by, at=each.until)
            is_last = code == "320282" and bool(offices) and each is offices[-1]
            _sign(sheet, is_last=is_last)


NOTE = "夜间无新增阳性;冷链企业复工检查照常。"


def _sign(sheet: UUID, *, is_last: bool) -> None:
    """Both sides sign in their own name; the relief of the last shift has not come yet."""
    with acting("值班室"):
        found = queries.hand_over(sheet)
    for side, shift in ((Side.OUT, found.shift), (Side.IN, found.next_shift)):
        if shift is None or (is_last and side is Side.IN):
            continue
        signer = next(each for each in shift.posts if each.role is Role.ON_DUTY)
        actor = Actor(name=signer.name, user_id=signer.user_id, area=shift.area)
        with scope.acting(actor):
            actions.sign_hand_over(
                hand_over_id=sheet, side=side, name=signer.name, by=actor, at=found.drawn_at + timedelta(minutes=10)
            )


STEPS = (rosters, left_lying, handed_over)
"""What is set up at the desks, in order."""
