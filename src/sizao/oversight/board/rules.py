"""How figures are put together: plain functions of facts, so that every number can be checked by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sizao.ground.command.types import ClockRow, ClockState
from sizao.kernel.areas import Level, ancestor, contains, level_of
from sizao.kernel.editions import ContactClass
from sizao.kernel.words import Words
from sizao.measures.screening.types import Counts
from sizao.oversight.board.types import AreaFigures, Bar, ChainSummary, Curve, CurveBar, Drawing, Figure
from sizao.trace.cases.types import INFECTED, CaseCounts, CaseTally, ChainFigures, Classification, ContactState

SHANGHAI = ZoneInfo("Asia/Shanghai")
KINDS: tuple[Classification, ...] = (
    Classification.CONFIRMED,
    Classification.ASYMPTOMATIC,
    Classification.PROBABLE,
    Classification.SUSPECTED,
)
"""The order of the curve's layers, from the surest."""
HELD = (ContactState.APPROVED, ContactState.LOST)
"""States in which a contact is ours to follow."""
QUIET_DAYS = timedelta(days=14)
"""How many days without a case the curve shows after the newest one."""
MOST_DAYS = timedelta(days=180)
"""How many days back the curve reaches."""
NEXT_LEVEL = {
    Level.NATION: Level.PROVINCE, Level.PROVINCE: Level.CITY, Level.CITY: Level.COUNTY, Level.COUNTY: Level.TOWN,
    Level.TOWN: Level.COMMUNITY,
}  # fmt: skip


def figures(now: CaseCounts, before: CaseCounts, sampled: Counts, sampled_before: Counts) -> tuple[Figure, ...]:
    """The tiles about people: each a count of rows, with the same count a day earlier."""
    close, secondary, general = ContactClass.CLOSE, ContactClass.SECONDARY, ContactClass.GENERAL
    return (
        Figure("infections", Words("累计感染者", "Infections"), now.infections, "case", before.infections, "red"),
        Figure("suspected", Words("待判定病例", "Cases to classify"), _kind(now), "case", _kind(before), "orange"),
        Figure("close", Words("密切接触者(含待审批)", "Close contacts, incl. proposed"), _all(now, close), "person",
               _all(before, close)),
        Figure("secondary", Words("密接的密接(含待审批)", "Secondary contacts, incl. proposed"), _all(now, secondary),
               "person", _all(before, secondary)),
        Figure("general", Words("一般接触者(含待审批)", "General contacts, incl. proposed"), _all(now, general), "person",
               _all(before, general)),
        Figure("proposed", Words("接触者待审批", "Contacts to approve"), _state(now, ContactState.PROPOSED), "person",
               _state(before, ContactState.PROPOSED), "orange"),
        Figure("lost", Words("接触者未找到", "Contacts not found"), _state(now, ContactState.LOST), "person",
               _state(before, ContactState.LOST), "red"),
        Figure("sampled", Words("已采样", "Sampled"), sampled.people, "visit", sampled_before.people, is_worse=False,
               note=Words(f"出结果 {sampled.people_resulted:,}", f"{sampled.people_resulted:,} resulted")),
        Figure("environment", Words("环境样本", "Environment samples"), sampled.environment, "sample",
               sampled_before.environment, is_worse=False,
               note=Words(f"阳性 {sampled.environment_positive:,}", f"{sampled.environment_positive:,} positive")),
    )  # fmt: skip


def as_known(counts: CaseCounts, known: Mapping[Classification, int]) -> CaseCounts:
    """Counts of a moment, whose cases are those reported by then.

    What was entered long after it happened (an imported line list) has no status row of that time; its cases then count
    under their present classification.
    """
    if sum(counts.by_classification.values()) >= sum(known.values()):
        return counts
    return replace(counts, by_classification=known)


def _kind(counts: CaseCounts) -> int:
    return counts.by_classification.get(Classification.SUSPECTED, 0)


def _all(counts: CaseCounts, contact_class: ContactClass) -> int:
    """Contacts of a class that were not turned down."""
    return counts.contacts_of(contact_class) - counts.contacts_of(contact_class, ContactState.REJECTED)


def _state(counts: CaseCounts, *states: ContactState) -> int:
    return sum(number for (_, state), number in counts.contacts.items() if state in states)


def funnel(counts: CaseCounts) -> tuple[Figure, ...]:
    """What became of the contacts found; the stages below the first add up to it."""
    found = sum(counts.contacts.values())
    stages = (
        ("approved", Words("管理中", "Under management"), ContactState.APPROVED, "blue"),
        ("proposed", Words("待审批", "To approve"), ContactState.PROPOSED, "orange"),
        ("lost", Words("未找到", "Not found yet"), ContactState.LOST, "red"),
        ("handed_over", Words("已移交外地", "Handed over"), ContactState.HANDED_OVER, "purple"),
        ("became_case", Words("转为病例", "Became a case"), ContactState.BECAME_CASE, "red"),
        ("released", Words("已解除", "Released"), ContactState.RELEASED, "green"),
        ("rejected", Words("未采纳", "Rejected"), ContactState.REJECTED, "grey"),
    )
    below = [Figure(key, words, _state(counts, state), "person", tone=tone) for key, words, state, tone in stages]
    return (Figure("found", Words("发现接触者", "Contacts found"), found, "person"), *below)


def curve(known: Iterable[CaseTally], as_of: datetime) -> Curve:
    """Infections known at a moment, by day of onset (else sampling, else report) in Shanghai and by classification."""
    counted: Counter[tuple[date, Classification]] = Counter()
    for each in known:
        if each.classification in KINDS:
            counted[each.on, each.classification] += each.number
    if not counted:
        return Curve()
    kinds = [kind for kind in KINDS if any(each is kind for _, each in counted)]
    first, newest = min(day for day, _ in counted), max(day for day, _ in counted)
    last = max(newest, min(as_of.astimezone(SHANGHAI).date(), newest + QUIET_DAYS))
    first = max(first, last - MOST_DAYS)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    bars = tuple(CurveBar(day, tuple(counted[day, kind] for kind in kinds)) for day in days)
    return Curve(tuple(kind.words for kind in kinds), bars)


def infected_by_area(known: Iterable[CaseTally]) -> Counter[int]:
    """Infections by area: those of the first tile, so that the circles of the map add up to it."""
    counted: Counter[int] = Counter()
    for each in known:
        if each.classification in INFECTED:
            counted[each.area] += each.number
    return counted


def by_area(
    cases: Mapping[int, int], contacts: Mapping[int, int], within: int, names: Mapping[int, Words]
) -> tuple[tuple[AreaFigures, ...], AreaFigures]:
    """Cases and contacts, given by area, by the areas one level below ``within``: the fullest first, and the rest."""
    level = inner_level(within)
    counted = (_summed(cases, within, level), _summed(contacts, within, level))
    codes = sorted(
        (set(counted[0]) | set(counted[1])) - {0}, key=lambda code: (-counted[0][code], -counted[1][code], code)
    )
    rows = tuple(
        AreaFigures(code, names.get(code, Words(str(code), str(code))), counted[0][code], counted[1][code])
        for code in codes
    )
    return rows, AreaFigures(0, Words("辖区外或不详", "Elsewhere or unknown"), counted[0][0], counted[1][0])


def _summed(given: Mapping[int, int], within: int, level: Level) -> Counter[int]:
    found: Counter[int] = Counter()
    for code, number in given.items():
        found[_part(code, within, level)] += number
    return found


def inner_level(within: int) -> Level:
    """The level of the parts of an area that a map shows."""
    return NEXT_LEVEL.get(level_of(within), Level.COMMUNITY)


def _part(code: int, within: int, level: Level) -> int:
    """The part of ``within`` in which an area lies; 0 when outside it or not known finely enough."""
    part = ancestor(code, level)
    return part if contains(within, code) and level_of(part) is level else 0


def parts_of(codes: Iterable[int], within: int) -> set[int]:
    """The parts of an area that some areas lie in."""
    level = inner_level(within)
    return {_part(code, within, level) for code in codes} - {0}


def summary(found: ChainFigures) -> ChainSummary:
    """A chain in a few numbers."""
    return ChainSummary(
        cases=found.cases, generations=tuple(found.generations.items()), without_source=found.without_source,
        most_offspring=found.most, most_label=found.most_label,
    )  # fmt: skip


def late_count(clock: Iterable[ClockRow]) -> int:
    """Milestones that are late now."""
    return sum(each.state is ClockState.LATE for each in clock)


def drawn(curve: Curve, width: int = 720, height: int = 220) -> Drawing:
    """The curve as stacked bars with a few round grid lines."""
    left, bottom, top = 34, 24, 8
    step = _round_step(curve.highest)
    ceiling = max(step, -(-curve.highest // step) * step)
    room, each = height - bottom - top, (width - left) / max(1, len(curve.days))
    bars = [
        bar
        for n, day in enumerate(curve.days)
        for bar in _stack(curve, day, left + n * each, each, (height - bottom, room / ceiling))
    ]
    grid = tuple((height - bottom - value * room / ceiling, value) for value in range(0, ceiling + 1, step))
    every = max(1, -(-len(curve.days) // 8))
    days = tuple((left + (n + 0.5) * each, day.on) for n, day in enumerate(curve.days) if n % every == 0)
    return Drawing(width, height, tuple(bars), grid, days, curve.kinds)


def _stack(curve: Curve, day: CurveBar, x: float, each: float, scale: tuple[float, float]) -> list[Bar]:
    floor, unit = scale
    bars, below = [], 0
    for kind, number in enumerate(day.counts):
        if number:
            said = Words(
                f"{day.on:%m-%d} {curve.kinds[kind].zh} {number} 例", f"{day.on:%m-%d} {curve.kinds[kind].en}: {number}"
            )
            width = min(each * 0.84, 36.0)
            bars.append(
                Bar(
                    round(x + (each - width) / 2, 2),
                    round(floor - (below + number) * unit, 2),
                    round(width, 2),
                    round(number * unit, 2),
                    kind,
                    said,
                )
            )
        below += number
    return bars


def _round_step(highest: int) -> int:
    """A round distance between grid lines, so that about four are drawn."""
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000):
        if highest <= step * 5:
            return step
    return 10_000


def moments(found: Sequence[datetime | None], now: datetime) -> tuple[datetime, datetime]:
    """Where the time slider begins and ends: an hour before the first event, a day after the last one or now."""
    known = sorted(each for each in found if each is not None)
    start = (known[0] if known else now) - timedelta(hours=1)
    start = start.replace(minute=0, second=0, microsecond=0)
    until = min(now, known[-1] + timedelta(days=1)) if known else now
    return start, max(until, start + timedelta(hours=1))


def jumps(start: datetime, until: datetime, counted_from: datetime) -> list[tuple[Words, int]]:
    """Moments worth a click, as minutes on the slider: hours and days after the clock began to run."""
    said = [(Words(f"{hours} 小时", f"{hours} h"), timedelta(hours=hours)) for hours in (2, 6, 12, 24)]
    said += [(Words(f"{days} 天", f"{days} days"), timedelta(days=days)) for days in (3, 7, 14)]
    return [
        (words, int((counted_from + after - start).total_seconds() // 60))
        for words, after in said
        if counted_from + after <= until
    ]
