"""Reading rosters and hand-overs: who is on duty, what is wrong with the roster, what the next shift must know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import get_current_timezone

from sizao.ground.command import queries as command
from sizao.ground.command.types import ClockState, GroupKind, HeadquartersFacts, Panel, Wait
from sizao.ground.duty import rules
from sizao.ground.duty.errors import NoSuchHandOver, NoSuchShift
from sizao.ground.duty.models import HandOver, Post, Shift
from sizao.ground.duty.types import (
    HandOverFacts,
    ItemKind,
    LateHandOver,
    OpenItem,
    PhoneRoute,
    Role,
    RosterProblem,
    ShiftFacts,
)
from sizao.ground.identity import queries as identity
from sizao.ground.issues import queries as issues
from sizao.kernel.areas import NATION, contains, printed
from sizao.kernel.tenures import Tenure, bounds
from sizao.kernel.words import Words

OFFICE = Words("值班室", "Duty office")
LOOK_BACK = timedelta(days=14)
"""How far back unsigned hand-overs are looked for; older ones are history, not an alarm."""


def _rows() -> Any:
    found = Shift.objects.filter(withdrawn_at__isnull=True).select_related("headquarters", "group", "hand_over")
    return found.prefetch_related("posts", "hand_over__signatures").order_by("start", "group__kind", "id")


def _facts(rows: Iterable[Shift]) -> list[ShiftFacts]:
    """Shifts with what may be shown of their people's phones; vault numbers are masked."""
    rows = list(rows)
    persons = {post.person_id for row in rows for post in row.posts.all() if post.person_id}
    masked = identity.masked(persons) if persons else {}
    return [_shift(row, {key: each.phone for key, each in masked.items()}) for row in rows]


def _shift(row: Shift, masked: dict[int, str]) -> ShiftFacts:
    sheet = getattr(row, "hand_over", None)
    order = ["lead", "on_duty", "backup"]
    posts = sorted(row.posts.all(), key=lambda each: (order.index(each.role), each.pk))
    return ShiftFacts(
        id=row.id, headquarters_id=row.headquarters_id, area=row.area, group_id=row.group_id,
        desk=row.group.words if row.group else OFFICE, start=row.start, until=row.until,
        posts=tuple(each.facts(_phone(each, row, masked)) for each in posts),
        handed_over=sheet is not None and len(sheet.signatures.all()) == 2,
        hand_over_id=sheet.id if sheet else None,
    )  # fmt: skip


def _phone(post: Post, row: Shift, masked: dict[int, str]) -> str:
    if post.route == PhoneRoute.VAULT.value:
        return masked.get(post.person_id or 0, "")
    return row.headquarters.duty_phone if post.route == PhoneRoute.DUTY_LINE.value else ""


def shifts(area: int, since: datetime, until: datetime) -> list[ShiftFacts]:
    """The shifts of exactly this area's headquarters that touch a span, in order of time."""
    return _facts(_rows().filter(area=area, start__lt=until, until__gt=since))


def shift(shift_id: UUID) -> ShiftFacts:
    """One shift.

    Raises:
        NoSuchShift: when it is not in scope.
    """
    found = _facts(_rows().filter(pk=shift_id))
    if not found:
        raise NoSuchShift
    return found[0]


def on_duty(area: int, at: datetime) -> list[ShiftFacts]:
    """The shifts running at a moment in the headquarters of an area, the duty office first."""
    found = _facts(_rows().filter(area=area, start__lte=at, until__gt=at))
    return sorted(found, key=lambda each: (each.group_id is not None, each.desk.zh))


def on_duty_for(area: int, at: datetime) -> tuple[HeadquartersFacts | None, list[ShiftFacts]]:
    """The headquarters that commands an area, and who is on duty there now."""
    commanding = command.headquarters_for(area)
    return commanding, on_duty(commanding.area, at) if commanding else []


def next_shift(found: ShiftFacts) -> ShiftFacts | None:
    """The shift that takes over the same desk: the first that begins at or after this one's end."""
    after = _rows().filter(headquarters=found.headquarters_id, group=found.group_id, start__gte=found.until)
    rows = _facts(after[:1])
    return rows[0] if rows else None


def problems(area: int, since: datetime, until: datetime) -> list[RosterProblem]:
    """What is wrong with a stretch of the roster."""
    return rules.problems(shifts(area, since, until))


def late_hand_overs(at: datetime, *, within: int = NATION) -> list[LateHandOver]:
    """Shifts inside an area that ended without both signatures, past the time allowed for that, the oldest first."""
    ended = [
        each for each in _facts(_rows().filter(until__lte=at, until__gt=at - LOOK_BACK)) if contains(within, each.area)
    ]
    grace = {area: command.limits(area, at)[Wait.HANDOVER].length for area in {each.area for each in ended}}
    late = [
        LateHandOver(each, each.until + grace[each.area], each.hand_over_id) for each in ended if not each.handed_over
    ]
    return [each for each in late if each.due_at < at]


def hand_over_rows() -> Any:
    """Hand-over sheets, the newest first."""
    return HandOver.objects.select_related("shift").prefetch_related("signatures").order_by("-drawn_at")


def hand_overs(limit: int = 200) -> list[HandOverFacts]:
    """The latest hand-over sheets in scope."""
    return [_sheet(row) for row in hand_over_rows()[:limit]]


def hand_over(hand_over_id: UUID) -> HandOverFacts:
    """One hand-over sheet.

    Raises:
        NoSuchHandOver: when it is not in scope.
    """
    row = hand_over_rows().filter(pk=hand_over_id).first()
    if row is None:
        raise NoSuchHandOver
    return _sheet(row)


def _sheet(row: HandOver) -> HandOverFacts:
    ids = [each for each in (row.shift_id, row.next_shift_id) if each]
    found = {
        each.id: each
        for each in _facts(
            Shift.objects.filter(pk__in=ids)
            .select_related("headquarters", "group", "hand_over")
            .prefetch_related("posts")
        )
    }
    return HandOverFacts(
        id=row.id, shift=found[row.shift_id], next_shift=found.get(row.next_shift_id) if row.next_shift_id else None,
        drawn_at=row.drawn_at, drawn_by=row.drawn_by, note=row.note, items=tuple(item(each) for each in row.items),
        sha256=row.sha256, signs=tuple(each.facts() for each in row.signatures.all()),
    )  # fmt: skip


def item(given: dict[str, Any]) -> OpenItem:
    """A frozen item as it was written."""
    return OpenItem(
        ItemKind(given["kind"]), Words(*given["words"]), Words(*given["owner"]), given["since"], given["number"],
        given["place"], given["argument"],
    )  # fmt: skip


Source = Callable[[int, datetime], Iterable[OpenItem]]


def open_items(area: int, at: datetime) -> list[OpenItem]:
    """What the next shift of an area's headquarters must know, drawn from the ledgers."""
    return [each for source in SOURCES for each in source(area, at)]


def _milestones(area: int, at: datetime) -> Iterator[OpenItem]:
    for incident in command.incidents(open_only=True, as_of=at):
        if not (contains(area, incident.area) or contains(incident.area, area)):
            continue
        for row in command.clock(incident.id, at):
            if row.state is ClockState.LATE:
                words = Words(f"{incident.number} {row.words.zh}", f"{incident.number} {row.words.en}")
                since = row.planned_at.isoformat() if row.planned_at else ""
                yield OpenItem(
                    ItemKind.MILESTONE, words, row.owner, since, incident.number, "command:incident", str(incident.id)
                )


def _tasks(area: int, at: datetime) -> Iterator[OpenItem]:
    for each in command.tasks(open_only=True, as_of=at):
        if each.is_overdue(at) and contains(area, each.area) and each.due_at:
            group = GroupKind(each.group_kind).words
            owner = each.assignee_words if each.assignee else group
            yield OpenItem(
                ItemKind.TASK, each.title, owner, each.due_at.isoformat(), each.number, "command:task", str(each.id)
            )


def _unattended(area: int, at: datetime) -> Iterator[OpenItem]:
    for each in command.unattended(at, area=area):
        words = Words(f"{each.kind.words.zh}:{each.words.zh}", f"{each.kind.words.en}: {each.words.en}")
        yield OpenItem(
            ItemKind.UNATTENDED, words, each.owner, each.since.isoformat(), each.number, each.place, str(each.id)
        )


def _issues(area: int, at: datetime) -> Iterator[OpenItem]:
    for each in issues.issues(within=area, open_only=True):
        words, owner = Words(each.title, each.title), Words(each.owner or "—", each.owner or "—")
        since = each.opened_at.isoformat()
        yield OpenItem(ItemKind.ISSUE, words, owner, since, each.number, "issues:issue", str(each.id))


SOURCES: list[Source] = [_milestones, _tasks, _unattended, _issues]
"""The ledgers a hand-over sheet is drawn from."""


def on_duty_panel(area: int, at: datetime) -> Panel | None:
    """What a headquarters' page says about duty: who is there now, and hand-overs that are not signed."""
    found = on_duty(area, at)
    late = [each for each in late_hand_overs(at, within=area) if each.shift.area == area]
    ahead = Shift.objects.filter(area=area, withdrawn_at__isnull=True).filter(Q(until__gt=at)).exists()
    if not (found or late or ahead):
        return None
    lines = tuple((each.desk, _people(each), "") for each in found)
    nobody = Words("目前无人值班", "Nobody is on duty now")
    unsigned = Words(f"{len(late)} 个班次未完成交接签字", f"Hand-overs not signed: {len(late)}")
    warning = unsigned if late else None if found else nobody
    return Panel(Words("当前值班", "On duty now"), lines, "duty:roster", printed(area), warning)


def _people(found: ShiftFacts) -> str:
    until = found.until.astimezone(get_current_timezone())
    return f"{found.lead} / {found.on_duty or '—'} ({found.backup or '—'}) → {until:%H:%M}"


def hours_of(held: Collection[Tenure]) -> dict[Tenure, float]:
    """The hours that the rosters have each account lead or keep a desk within its time; being a backup is not counted."""
    since, until = bounds(held)
    posts = Post.objects.filter(user_id__in={each.user_id for each in held}).exclude(role=Role.BACKUP.value)
    rows = posts.filter(shift__withdrawn_at__isnull=True, shift__start__lt=until, shift__until__gt=since)
    shifts: dict[int | None, set[tuple[UUID, datetime, datetime]]] = defaultdict(set)
    for user_id, shift_id, start, end in rows.values_list("user_id", "shift", "shift__start", "shift__until"):
        shifts[user_id].add((shift_id, start, end))
    return {
        each: sum(
            max(0.0, (min(end, each.until) - max(start, each.since)).total_seconds())
            for _, start, end in shifts[each.user_id]
        ) / 3600
        for each in held
    }  # fmt: skip
