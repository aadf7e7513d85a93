"""A seeded city of any size as a lake: homes, work places, shops and a few halls that everybody passes through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from sizao.traceback import tables
from sizao.traceback.lake import Lake
from sizao.traceback.query import IndexPlace, IndexStay, TraceQuery
from sizao.traceback.visits import EvidenceGrade, VisitSource

FIRST = datetime(2021, 12, 6, tzinfo=UTC)
SEED = 2021
VISITS_A_DAY = 4
SOURCES = np.array([VisitSource.VENUE_SCAN, VisitSource.CHECKPOINT, VisitSource.HOTEL, VisitSource.GRID_INFERENCE])
GRADES = np.array([EvidenceGrade.CLAIMED, EvidenceGrade.RECORDED, EvidenceGrade.VERIFIED, EvidenceGrade.INFERRED])
SHARES = [0.7, 0.15, 0.05, 0.1]


@dataclass(frozen=True)
class City:
    """So many people for so many days."""

    people: int
    days: int

    def day(self, number: int) -> pa.Table:
        """One day's visits; some zones are known, some stays pass midnight, places follow Zipf's law."""
        dice = np.random.default_rng([SEED, self.people, number])
        rows = self.people * VISITS_A_DAY
        ranks = np.exp(dice.random(rows) * np.log(max(self.people // 25, 2))).astype(np.int64)
        begins = dice.integers(0, 86_400, rows) + number * 86_400
        lasts = np.minimum(dice.exponential(2400, rows).astype(np.int64) + 30, 6 * 3600)
        kinds = dice.choice(len(SOURCES), rows, p=SHARES)
        zones = dice.integers(0, 6, rows)
        epoch = int(FIRST.timestamp())
        moments = [pa.array((epoch + each) * 1000).cast(tables.MOMENT) for each in (begins, begins + lasts)]
        return pa.table(
            {
                "person": np.repeat(np.arange(1, self.people + 1), VISITS_A_DAY), "place": ranks,
                "zone": pa.array(zones.astype(str), mask=zones > 2), "start": moments[0], "until": moments[1],
                "source": _words(SOURCES, kinds), "grade": _words(GRADES, kinds),
            },
            schema=tables.VISITS,
        )  # fmt: skip

    def fill(self, lake: Lake) -> Lake:
        """Bring every day into the lake."""
        for number in range(self.days):
            lake.append(self.day(number))
        return lake

    def questions(self) -> list[TraceQuery]:
        """One case over all days, a cohort with strict terms, a hall, a second hop that stays small, a case's last day.

        Nothing keeps the second hop small in a large city but few carriers: eight of 20,000 people, one of a million.
        """
        until = FIRST + timedelta(days=self.days)
        persons = np.random.default_rng([SEED, 7]).choice(self.people, min(20, self.people), replace=False) + 1
        stays = tuple(IndexStay(int(person), FIRST, until) for person in persons)
        lately = [replace(stay, start=until - timedelta(days=3)) for stay in stays[: max(1, 160_000 // self.people)]]
        hall = IndexPlace(3, FIRST + timedelta(hours=9), FIRST + timedelta(hours=10), "1")
        return [
            TraceQuery(index=stays[:1], min_overlap_s=900, linger_s=1800),
            TraceQuery(index=stays, min_overlap_s=1800, match_zones=True, grades=tuple(EvidenceGrade)[:4]),
            TraceQuery(index_places=(hall,), sources=(VisitSource.VENUE_SCAN,)),
            TraceQuery(index=tuple(lately[:8]), min_overlap_s=5400, hops=2, second_hop_within_s=86_400),
            TraceQuery(index=(self.last_day_of(stays[0]),), min_overlap_s=900, linger_s=1800),
        ]

    def last_day_of(self, stay: IndexStay) -> IndexStay:
        """So little that the reference engine, which is asked with lists of objects, can tell it in the largest city."""
        return replace(stay, start=stay.until - timedelta(days=1))


def _words(words: np.ndarray, chosen: np.ndarray) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(chosen, pa.int8()), pa.array([str(word) for word in words])).cast(
        pa.string()
    )
