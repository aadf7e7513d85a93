"""The arithmetic of scores: shares, days, medians, and paired differences with an interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from math import inf
from statistics import fmean, median, stdev

from sizao.oversight.drills.errors import NothingToPair
from sizao.oversight.drills.types import Comparison, Measure, Paired, Score

CONFIDENCE = 0.95


def share(part: int, whole: int) -> float | None:
    """A part of a whole; nothing of nothing."""
    return part / whole if whole else None


def is_in_time(filed: datetime, on: str, due: int) -> bool:
    """Whether the report of a day was filed by the next day, within the hour in which it is due.

    Args:
        filed: when, in the civil time of the city.
        on: the day it tells of, as ISO 8601.
        due: the hour.
    """
    after = (filed.date() - date.fromisoformat(on)).days
    return after < 1 or (after == 1 and filed.hour <= due)


def recall(found: set[int], true: set[int]) -> float | None:
    """Share of the true contacts who were found."""
    return share(len(found & true), len(true))


def precision(found: set[int], true: set[int]) -> float | None:
    """Share of those found who were true contacts."""
    return share(len(found & true), len(found))


def days_within(periods: Iterable[tuple[float, float]], end: float = inf) -> float:
    """Days of periods up to an end; periods are days, an open one ends with the drill."""
    return sum(max(0.0, min(until, end) - min(since, end)) for since, until in periods)


def joined(periods: Iterable[tuple[int, float, float]]) -> list[tuple[float, float]]:
    """Periods of persons (person, since, until), a day that two of one person's share counted once."""
    found: list[tuple[float, float]] = []
    last: tuple[int, float] | None = None
    for person, since, until in sorted(periods):
        if last is not None and last[0] == person and since <= last[1]:
            found[-1] = (found[-1][0], max(last[1], until))
        else:
            found.append((since, until))
        last = (person, found[-1][1])
    return found


def per_averted(days: float, averted: int) -> float | None:
    """Days of isolation for each infection averted; nothing when none was."""
    return days / averted if averted > 0 else None


def middle(values: Iterable[float]) -> float | None:
    """The median; nothing of nothing."""
    kept = sorted(values)
    return float(median(kept)) if kept else None


def compare(
    first: Sequence[Score], second: Sequence[Score], names: tuple[str, str], confidence: float = CONFIDENCE
) -> Comparison:
    """Two ways of playing, paired by seed: second minus first.

    A seed is a pair when it was played both ways over as many days under the same injects; others are left out and named.

    Raises:
        NothingToPair: when no seed is a pair.
    """
    ours, theirs = {each.seed: each for each in first}, {each.seed: each for each in second}
    both = sorted(ours.keys() & theirs.keys())
    seeds = [seed for seed in both if ours[seed].is_like(theirs[seed])]
    if not seeds:
        raise NothingToPair
    pairs = [(ours[seed], theirs[seed]) for seed in seeds]
    rows = tuple(
        _ratio(pairs, confidence) if measure is Measure.DAYS_PER_AVERTED else _paired(measure, pairs, confidence)
        for measure in Measure
    )
    return Comparison(first=names[0], second=names[1], confidence=confidence, rows=rows, seeds=tuple(seeds),
                      unlike=tuple(sorted(set(both) - set(seeds))))  # fmt: skip


def _paired(measure: Measure, pairs: Sequence[tuple[Score, Score]], confidence: float) -> Paired:
    """Pairs in which one side has no number are left out, and the count says so."""
    both = [(_of(measure, one), _of(measure, other)) for one, other in pairs]
    known = [(one, other) for one, other in both if one is not None and other is not None]
    if not known:
        return Paired(measure=measure, pairs=0, first=None, second=None, difference=None, low=None, high=None)
    gaps = [other - one for one, other in known]
    low, high = interval(gaps, confidence)
    return Paired(
        measure=measure, pairs=len(known), first=fmean(one for one, _ in known), second=fmean(other for _, other in known),
        difference=fmean(gaps), low=low, high=high,
    )  # fmt: skip


def _ratio(pairs: Sequence[tuple[Score, Score]], confidence: float) -> Paired:
    """Days for each infection averted, of all seeds together: the mean of the seeds' own quotients would leave out those
    in which chance averted nobody. The interval of the difference is the jackknife's, leaving out one seed at a time.
    """
    days = [tuple(each.isolation_days for each in pair) for pair in pairs]
    averted = [tuple(float(each.averted) for each in pair) for pair in pairs]

    def quotients(without: int = -1) -> tuple[float | None, float | None]:
        sums = [
            (sum(row[side] for at, row in enumerate(days) if at != without),
             sum(row[side] for at, row in enumerate(averted) if at != without))
            for side in (0, 1)
        ]  # fmt: skip
        return tuple(spent / spared if spared > 0 else None for spent, spared in sums)  # type: ignore[return-value]

    first, second = quotients()
    gap = None if first is None or second is None else second - first
    left = [other - one for one, other in map(quotients, range(len(pairs))) if one is not None and other is not None]
    low, high = jackknifed(gap, left, confidence) if gap is not None and len(left) == len(pairs) else (None, None)
    return Paired(
        measure=Measure.DAYS_PER_AVERTED,
        pairs=len(pairs),
        first=first,
        second=second,
        difference=gap,
        low=low,
        high=high,
    )


def jackknifed(whole: float, left: Sequence[float], confidence: float) -> tuple[float | None, float | None]:
    """The interval of a figure from its values with one seed left out each time; nothing for fewer than two."""
    if len(left) < 2:
        return None, None
    from scipy.stats import t

    several = len(left)
    error = ((several - 1) / several * sum((each - fmean(left)) ** 2 for each in left)) ** 0.5
    half = float(t.ppf((1 + confidence) / 2, several - 1)) * error
    return whole - half, whole + half


def _of(measure: Measure, score: Score) -> float | None:
    found = getattr(score, measure.value)
    return None if found is None else float(found)


def interval(values: Sequence[float], confidence: float = CONFIDENCE) -> tuple[float | None, float | None]:
    """Student's interval for the mean of some differences; nothing for fewer than two.

    Few seeds make it wide, as they should; resampling so few values would make it too narrow.
    """
    if len(values) < 2:
        return None, None
    from scipy.stats import t

    half = float(t.ppf((1 + confidence) / 2, len(values) - 1)) * stdev(values) / len(values) ** 0.5
    return fmean(values) - half, fmean(values) + half


def without_time(score: Score) -> Score:
    """The same score without how long the machine took: two runs of one seed are equal then."""
    return replace(score, seconds=0.0)


def tally(codes: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
    """How often each pair of role and code stood there, in order of the pair."""
    found: dict[tuple[str, str], int] = {}
    for each in sorted(codes):
        found[each] = found.get(each, 0) + 1
    return found
