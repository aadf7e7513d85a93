"""What a roster may look like, how a pasted week is read, and who may sign a hand-over: plain functions of facts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from itertools import combinations, pairwise

from sizao.ground.command.errors import OutsideArea
from sizao.ground.duty.errors import (
    AlreadySigned,
    NotInShift,
    RosterRefused,
    ShiftHandedOver,
    ShiftNotBegun,
    TwoPersonsNeeded,
)
from sizao.ground.duty.types import (
    Fault,
    HandOverFacts,
    NewShift,
    PhoneRoute,
    PostFacts,
    ProblemKind,
    Role,
    RosterProblem,
    ShiftFacts,
    Side,
)
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words

AnyShift = NewShift | ShiftFacts
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(?:次日)?(\d{1,2}):(\d{2})")
HEADS = ("日期", "date", "day")


def desk_of(shift: AnyShift) -> str:
    """The desk's name in Chinese, by which shifts of one desk are known; empty for the duty office."""
    if isinstance(shift, NewShift):
        return shift.desk
    return shift.desk.zh if shift.group_id else ""


def read_week(text: str, tz: tzinfo) -> tuple[list[NewShift], list[Fault]]:
    """The shifts of a pasted week: one a line, cells parted by tabs (or ``|`` or commas when there are no tabs).

    Cells: date, hours, desk (may be empty), lead, on duty, backup; several names of a cell are parted by ``、`` or ``;``.
    An end at or before the start means the next day. A heading line is skipped.
    """
    shifts: list[NewShift] = []
    faults: list[Fault] = []
    for line, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip() or raw.strip().casefold().startswith(HEADS):
            continue
        read = _read_line(raw, line, tz)
        if isinstance(read, Fault):
            faults.append(read)
        else:
            shifts.append(read)
    return shifts, faults


def _read_line(raw: str, line: int, tz: tzinfo) -> NewShift | Fault:
    cells = [each.strip() for each in re.split("\t|\\|" if "\t" in raw or "|" in raw else "[,,]", raw)]
    cells += [""] * (6 - len(cells))
    day, hours = _day(cells[0]), HOURS.fullmatch(cells[1])
    if day is None:
        return Fault(line, Words(f"第 {line} 行:日期无法识别", f"Line {line}: the date cannot be read"))
    if hours is None or int(hours[1]) > 23 or int(hours[3]) > 24 or max(int(hours[2]), int(hours[4])) > 59:
        return Fault(line, Words(f"第 {line} 行:时段无法识别", f"Line {line}: the hours cannot be read"))
    start = datetime(day.year, day.month, day.day, int(hours[1]), int(hours[2]), tzinfo=tz)
    until = start.replace(hour=int(hours[3]) % 24, minute=int(hours[4]))
    if until <= start:
        until += timedelta(days=1)
    posts = tuple(
        PostFacts(role, name, PhoneRoute.DUTY_LINE)
        for role, cell in zip((Role.LEAD, Role.ON_DUTY, Role.BACKUP), cells[3:6], strict=True)
        for name in (each.strip()[:80] for each in re.split("[、;;]", cell))
        if name
    )
    if not posts:
        return Fault(line, Words(f"第 {line} 行:没有人员", f"Line {line}: nobody is named"))
    return NewShift(cells[2], start, until, posts, line)


def _day(text: str) -> date | None:
    found = DAY.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def problems(shifts: Iterable[AnyShift]) -> list[RosterProblem]:
    """What is wrong with a roster: gaps within a desk's own span, overlaps, people in two places, shifts without a lead."""
    every = sorted(shifts, key=lambda each: (each.start, each.until))
    by_desk: dict[str, list[AnyShift]] = defaultdict(list)
    for each in every:
        by_desk[desk_of(each)].append(each)
    found = [problem for desk, rows in by_desk.items() for problem in _of_one_desk(desk, rows)]
    found += _doubles(every)
    found += [
        RosterProblem(ProblemKind.NO_LEAD, desk_of(each), each.start, each.until)
        for each in every
        if not each.names(Role.LEAD)
    ]
    return sorted(found, key=lambda each: (each.start, each.kind))


def _of_one_desk(desk: str, rows: Sequence[AnyShift]) -> Iterator[RosterProblem]:
    for before, after in pairwise(rows):
        if after.start > before.until:
            yield RosterProblem(ProblemKind.GAP, desk, before.until, after.start)
        elif after.start < before.until:
            yield RosterProblem(ProblemKind.OVERLAP, desk, after.start, min(before.until, after.until))


def _doubles(every: Sequence[AnyShift]) -> Iterator[RosterProblem]:
    """People who serve in two shifts at once; being somebody's backup while on duty elsewhere counts too."""
    held: dict[object, list[tuple[str, AnyShift]]] = defaultdict(list)
    for each in every:
        for post in each.posts:
            held[post.user_id or post.name].append((post.name, each))
    for rows in held.values():
        for (name, one), (_, other) in combinations(rows, 2):
            if one is not other and one.start < other.until and other.start < one.until:
                yield RosterProblem(
                    ProblemKind.DOUBLE, desk_of(other), max(one.start, other.start), min(one.until, other.until), name
                )


def may_save(shifts: Sequence[AnyShift], *, tz: tzinfo, with_gaps: bool = False) -> Decision:
    """A roster is refused while it has gaps, overlaps or double bookings; all of them are named.

    Args:
        shifts: the new shifts together with those that stand around them.
        tz: the local time in which the refusal speaks.
        with_gaps: let gaps pass (a single shift entered ahead of the others).
    """
    found = [each for each in problems(shifts) if not (with_gaps and each.kind is ProblemKind.GAP)]
    if not found:
        return Decision.yes()
    said = [problem_words(each, tz) for each in found[:5]]
    return Decision.no(
        RosterRefused(problems=Words("；".join(each.zh for each in said), "; ".join(each.en for each in said)))
    )


def problem_words(problem: RosterProblem, tz: tzinfo) -> Words:
    """One problem in a sentence, with local times."""
    start, until = problem.start.astimezone(tz), problem.until.astimezone(tz)
    span = f"{start:%m-%d %H:%M}–{until:%m-%d %H:%M}"
    kind = problem.kind.words
    name_zh, name_en = (f" {problem.name}", f" {problem.name}") if problem.name else ("", "")
    desk_zh, desk_en = problem.desk or "值班室", problem.desk or "duty office"
    return Words(f"{kind.zh}{name_zh}({desk_zh} {span})", f"{kind.en}{name_en} ({desk_en} {span})")


def may_act_in(by: Actor, area: int) -> Decision:
    """Rosters are written inside the area that the actor acts for."""
    return Decision.yes() if contains(by.area, area) else Decision.no(OutsideArea(area=printed(area)))


def may_hand_over(shift: ShiftFacts, at: datetime) -> Decision:
    """A shift hands over once it has begun."""
    return Decision.yes() if shift.start <= at else Decision.no(ShiftNotBegun())


def may_withdraw(shift: ShiftFacts) -> Decision:
    """A shift may be taken out of the roster while it has no hand-over sheet."""
    return Decision.no(ShiftHandedOver()) if shift.hand_over_id else Decision.yes()


def may_sign(sheet: HandOverFacts, side: Side, by: Actor) -> Decision:
    """Each side signs once, by two different persons, each of them somebody of the shift when its people have accounts."""
    known = sheet.sign(side)
    if known is not None:
        return Decision.no(AlreadySigned(name=known.name))
    other = sheet.sign(Side.IN if side is Side.OUT else Side.OUT)
    if other is not None and _same(other.user_id, other.name, by):
        return Decision.no(TwoPersonsNeeded())
    shift = sheet.shift if side is Side.OUT else sheet.next_shift
    if shift is not None and shift.accounts and by.user_id not in shift.accounts:
        return Decision.no(NotInShift(names="、".join(filter(None, (shift.lead, shift.on_duty)))))
    return Decision.yes()


def _same(user_id: int | None, name: str, by: Actor) -> bool:
    return user_id == by.user_id if user_id is not None else name == by.name
