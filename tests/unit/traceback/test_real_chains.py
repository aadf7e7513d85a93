"""Chains and networks that others have published, followed with the engine: row by row equal. Skipped where the data is absent."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from sizao.project import cli
from sizao.traceback import tables
from sizao.traceback.index import engine
from sizao.traceback.index.held import Index
from sizao.traceback.query import IndexPlace, IndexStay, TraceQuery
from sizao.traceback.visits import EvidenceGrade, VisitSource
from tests.unit.traceback.test_real_worlds import DATA, ONE_DAY, midnight, pytestmark, read  # noqa: F401

HOUR = timedelta(hours=1)


def index_of(person: Iterable, place: Iterable, start: Iterable, until: Iterable) -> Index:
    """Visits by columns; times in epoch seconds."""
    person, place, start, until = (np.fromiter(column, np.int64) for column in (person, place, start, until))
    order = np.argsort(start, kind="stable")
    times = [pa.array(column[order] * 1000).cast(tables.MOMENT) for column in (start, until)]
    words = [pa.array([str(word)] * len(order)) for word in (VisitSource.IMPORT, EvidenceGrade.STATED)]
    rows = [pa.array(person[order]), pa.array(place[order]), pa.nulls(len(order), pa.string()), *times, *words]
    return Index.of_table(pa.table(rows, schema=tables.VISITS))


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def exposed(index: Index, carrying: Mapping[int, datetime], until: datetime) -> list[dict]:
    """Who met the carriers, each from their own moment on."""
    stays = tuple(IndexStay(person, start, until) for person, start in carrying.items() if start < until)
    return engine.run_table(TraceQuery(index=stays, with_lists=False), index).to_pylist() if stays else []


# Home care: a nurse's patients, the nurses who saw these patients afterwards, and the patients of those nurses.

FIRST, LAST = midnight("2020-02-27"), midnight("2020-03-22")
BY_DAY = 100_000
"""A person's number and the day in one: then each answered row is one published row."""


@pytest.fixture(scope="module")
def homecare() -> list[tuple[int, int, int]]:
    """Patient, nurse and day of each visit in the window; they meet in a place of their own."""
    rows = read("presence/homecare_visits_6354.csv.gz")
    visits = [(1000 + int(row["patient_id"]), int(row["staff_id"]), midnight(row["visit_date"])) for row in rows]
    return [(patient, staff, (day - FIRST).days) for patient, staff, day in visits if FIRST <= day < LAST]


def met(homecare: list, carriers: Mapping[int, datetime], carrier: int) -> dict[tuple[int, int], datetime]:
    """(Person, day) of everybody whom the carriers met; ``carrier`` says which side of a visit they are on."""
    columns = [[], [], [], []]
    for visit in homecare:
        patient, staff, day = visit
        begin = seconds(FIRST + day * ONE_DAY + 9 * HOUR)
        for person in (visit[carrier], (day + 1) * BY_DAY + visit[1 - carrier]):
            for column, value in zip(columns, (person, patient * 100 + staff, begin, begin + 8 * 3600), strict=True):
                column.append(value)
    answer = exposed(index_of(*columns), carriers, LAST)
    return {(row["person"] % BY_DAY, row["person"] // BY_DAY - 1): row["first"] for row in answer}


def firsts(found: Mapping[tuple[int, int], datetime]) -> dict[int, datetime]:
    earliest: dict[int, datetime] = {}
    for (person, _day), moment in sorted(found.items(), key=lambda each: each[1]):
        earliest.setdefault(person, moment)
    return earliest


def published(name: str, who: str, add: int = 0) -> set[tuple[int, int]]:
    rows = read(f"reference/tracing/homecare_{name}_contact_list.csv")
    return {(int(row[who]) + add, (midnight(row["visit_date"]) - FIRST).days) for row in rows}


@pytest.mark.parametrize("staff", [1, 7])
def test_homecare_chain_of_three(homecare, staff):
    """Primary, secondary and tertiary lists of the peer, each row a person and a day."""
    primary = met(homecare, {staff: FIRST}, 1)
    secondary = met(homecare, firsts(primary), 0)
    secondary = {(person, day): first for (person, day), first in secondary.items() if person != staff}
    tertiary = met(homecare, firsts(secondary), 1)
    assert primary.keys() == published(f"staff{staff}_primary", "patient_id", 1000)
    assert secondary.keys() == published(f"staff{staff}_secondary", "staff_id")
    known = firsts(primary)
    assert {each for each in tertiary if each[0] not in known} == published(
        f"staff{staff}_tertiary", "patient_id", 1000
    )


# Livestock: who received animals, from whom they had received animals, as far as time allows.


@pytest.fixture(scope="module")
def transfers() -> list[tuple[int, int, date]]:
    rows = read("presence/livestock_transfers_70190.csv.gz")
    return [(int(row["source"]), int(row["destination"]), date.fromisoformat(row["t"])) for row in rows]


class Movements:
    """Movements in a window as visits: the sender is at home throughout, a receiver is there on the day.

    Backwards in time with the roles exchanged, the same question finds where animals came from.
    """

    def __init__(self, transfers: list, first: date, last: date, *, backwards: bool) -> None:
        within = [(source, to, (last - day if backwards else day - first).days) for source, to, day in transfers]
        days = (last - first).days + 1
        moves = [(to, source, day) if backwards else (source, to, day) for source, to, day in within if 0 <= day < days]
        self.begin, self.end = midnight("2005-08-01"), midnight("2005-08-01") + days * ONE_DAY
        homes, at = sorted({source for source, *_rest in moves}), seconds(self.begin)
        self.index = index_of(
            [2 * home for home in homes] + [2 * to + 1 for _home, to, _day in moves],
            homes + [home for home, *_rest in moves],
            [at] * len(homes) + [at + 86_400 * day for *_rest, day in moves],
            [seconds(self.end)] * len(homes) + [at + 86_400 * (day + 1) for *_rest, day in moves],
        )

    def received(self, carrying: Mapping[int, datetime]) -> dict[int, datetime]:
        rows = exposed(self.index, {2 * holding: start for holding, start in carrying.items()}, self.end)
        return {row["person"] // 2: row["first"] for row in rows}

    def distances(self, root: int) -> dict[int, int]:
        """How many movements away everybody is who can be reached; one who is reached sooner by more carries from then on."""
        reached, distance = {root: self.begin}, {root: 0}
        found, step = self.received({root: self.begin}), 1
        while found:
            sooner = {each: first for each, first in found.items() if each not in reached or first < reached[each]}
            reached |= sooner
            distance |= {each: step for each in sooner if each not in distance}
            found, step = self.received(sooner), step + 1
        return {each: steps for each, steps in distance.items() if each != root}

    def degree_and_chain(self, root: int) -> tuple[int, int]:
        """Direct receivers, and all who can be reached."""
        distance = self.distances(root)
        return sum(steps == 1 for steps in distance.values()), len(distance)


@pytest.mark.parametrize("days", [30, 90])
def test_livestock_degrees_and_chains(transfers, days):
    """In- and out-degree and both contact chains of a hundred holdings."""
    rows = read(f"reference/tracing/transfers_networksummary_{days}d.csv")
    window = date.fromisoformat(rows[0]["outBegin"]), date.fromisoformat(rows[0]["outEnd"])
    onward, back = (Movements(transfers, *window, backwards=backwards) for backwards in (False, True))
    names = ("inDegree", "ingoingContactChain", "outDegree", "outgoingContactChain")
    for row in rows:
        root = int(row["root"])
        found = (*back.degree_and_chain(root), *onward.degree_and_chain(root))
        assert found == tuple(int(row[name]) for name in names), root


@pytest.mark.parametrize(("direction", "who"), [("in", "source"), ("out", "destination")])
def test_livestock_shortest_paths(transfers, direction, who):
    """How far each holding is from one, as far as time allows; published for both directions."""
    rows = [
        row for row in read("reference/tracing/transfers_shortest_paths_root2645.csv") if row["direction"] == direction
    ]
    window = date.fromisoformat(rows[0][f"{direction}Begin"]), date.fromisoformat(rows[0][f"{direction}End"])
    found = Movements(transfers, *window, backwards=direction == "in").distances(int(rows[0]["root"]))
    assert found == {int(row[who]): int(row["distance"]) for row in rows}


# SocioPatterns: badges that saw each other for twenty seconds, again and again.


def badges(name: str) -> list[tuple[int, int, int]]:
    if name == "SFHH":
        text = gzip.decompress((DATA / "networks" / "sociopatterns_SFHH_tij.dat.gz").read_bytes()).decode()
    else:
        with zipfile.ZipFile(DATA / "networks" / "sociopatterns_InVS13_tij.dat.zip") as archive:
            text = archive.read("tij_InVS.dat").decode()
    return [tuple(map(int, line.split())) for line in io.StringIO(text)]


@pytest.mark.parametrize("name", ["SFHH", "InVS13"])
def test_badges_that_saw_each_other(name):
    """Degree and time of every person; events, pairs and long meetings of the whole."""
    rows = badges(name)
    pairs = {pair: number for number, pair in enumerate(dict.fromkeys((min(i, j), max(i, j)) for _t, i, j in rows), 1)}
    at = [pairs[min(i, j), max(i, j)] for _t, i, j in rows for _who in (i, j)]
    start = [time - 20 for time, *_pair in rows for _who in range(2)]
    index = index_of([who for _t, i, j in rows for who in (i, j)], at, start, [moment + 20 for moment in start])
    [summary] = [row for row in read("reference/networks/network_summary.csv") if row["dataset"] == name]
    begin, end = datetime.fromtimestamp(0, UTC), datetime.fromtimestamp(int(summary["t_max"]) + 20, UTC)
    events, met = 0, Counter()
    for row in read(f"reference/networks/{name}_node_metrics.csv"):
        seen = exposed(index, {int(row["node"]): begin}, end)
        assert (len(seen), sum(each["seconds"] for each in seen)) == (int(row["degree"]), int(row["strength_seconds"]))
        events += sum(each["encounters"] for each in seen)
        met.update(long=sum(each["seconds"] >= 900 for each in seen), pairs=len(seen))
    assert (events // 2, met["pairs"] // 2) == (int(summary["contact_events"]), int(summary["pairs"]))
    assert met["long"] // 2 == int(summary["pairs_ge_15min_total"])


def test_korea_places_that_patients_shared():
    """Everybody who was at each of the published places, between its first and its last day; and at no other place two."""
    routes = read("presence/korea_PatientRoute_nonseoul_patients.csv")
    spots = [(row["latitude"], row["longitude"]) for row in routes]
    places = {spot: number for number, spot in enumerate(dict.fromkeys(spots), 1)}
    patients = {row["patient_id"]: number for number, row in enumerate(routes, 1)}
    begin = [seconds(midnight(row["date"])) for row in routes]
    index = index_of(
        [patients[row["patient_id"]] for row in routes], [places[spot] for spot in spots], begin,
        [moment + 86_400 for moment in begin],
    )  # fmt: skip
    ever = (midnight("2020-01-01"), midnight("2020-12-31"))
    found = {}
    for spot, number in places.items():
        asked = TraceQuery(index_places=(IndexPlace(number, *ever),), with_lists=False)
        there = engine.run_table(asked, index).to_pylist()
        if len(there) > 1:
            days = min(row["first"] for row in there), max(row["last"] for row in there) - ONE_DAY
            found[spot] = (len(there), *(f"{day:%Y-%m-%d}" for day in days))
    published = read("reference/tracing/korea_nonseoul_shared_places.csv")
    assert found == {
        (row["latitude"], row["longitude"]): (int(row["n_patients"]), row["first"], row["last"]) for row in published
    }


# Bad records, taken in by the command line as a file of another system.


def taken_in(capsys, folder, rows: list[tuple], *more: str) -> dict:
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("personUuid", "facility", "startDate", "endDate"), *rows])
    capsys.readouterr()
    lake, keys = str(folder / "lake"), ["--keys", str(folder / "keys.csv")]
    assert cli.main(["lake", "build", lake, str(path), *keys, *more, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_varicella_stays_that_end_before_they_begin_are_put_aside(tmp_path, capsys):
    people = read("presence/varicella_sim_berlin.csv")
    rows = [
        (number, row[f"center{n}"], row[f"arrival{n}"], row[f"leave{n}"] + " 24:00")
        for number, row in enumerate(people)
        for n in "12"
    ]
    told = taken_in(capsys, tmp_path, rows, "--longest-days", "400")
    assert (told["declared"], told["believed"], told["aside"]) == (1000, 973, 27)
    assert told["reasons"]["ends_first"] + told["reasons"].get("no_length", 0) == 27


def test_korea_routes_noted_twice_are_put_aside(tmp_path, capsys):
    routes = read("presence/korea_PatientRoute_nonseoul_patients.csv")
    places = [f"{row['latitude']} {row['longitude']}" for row in routes]
    rows = [
        (row["patient_id"], place, f"{row['date']} 09:00", f"{row['date']} 17:00")
        for row, place in zip(routes, places, strict=True)
    ]
    told = taken_in(capsys, tmp_path, rows)
    assert (told["declared"], told["believed"], told["reasons"]["duplicate"]) == (3910, 3910 - 356, 356)
    assert len(set(places)) == 1689
    kinds = Counter(line.split(",")[0] for line in (tmp_path / "keys.csv").read_text().splitlines())
    assert (kinds["person"], kinds["place"]) == (647, 1689)
