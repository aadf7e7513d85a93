"""Whether the synthetic city's contacts have the shape of measured ones: degrees, repeats, who meets whom at home.

``python bench/run.py shape`` measures both sides and writes ``docs/reference/city-shape.md`` with its plot. The measured side
is SocioPatterns' sensor data in ``SIZAO_DATA``; nothing of it is shipped. What is fitted and what is merely compared is said.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sizao.simulation.city import City, CitySpec, PlaceKind, Visits, build_city, day_visits
from sizao.simulation.city.contacts import AGES, Contacts, day_contacts

ROOT = Path(__file__).resolve().parents[1]
PAPER = ROOT / "docs" / "reference" / "city-shape.md"
DATA = Path(os.environ.get("SIZAO_DATA") or ROOT.parent / "shared" / "data") / "networks"
OFFICE = "sociopatterns_InVS13_tij.dat.zip"
DEPARTMENTS = "sociopatterns_InVS13_metadata.txt"
CONFERENCE = "sociopatterns_SFHH_tij.dat.gz"
HOUSEHOLDS = "sociopatterns_kenya_households.zip"
GROUPS = ("0–5", "6–14", "15–19", "20–49", "50+")
PEOPLE, SEED = 60_000, 3
OFFICES = (60, 130)
"""Staff of the city's workplaces that stand beside the measured one of 92."""
LARGE = 5
"""Members from which a household stands beside the measured ones of 6 to 29."""

Pairs = set[tuple[int, int]]


@dataclass(frozen=True)
class Shape:
    """Contacts at one kind of place over some days."""

    degrees: np.ndarray
    """of everybody who met somebody, each day"""
    repeat: float
    """share of a day's pairs that meet again the next day, among pairs of whom both are there on both"""
    inside: float | None = None
    """share of pairs in one department or room"""
    hours: float | None = None
    """how long those who met somebody were there on a day, on average"""

    @property
    def mean(self) -> float:
        return float(self.degrees.mean())

    @property
    def spread(self) -> float:
        """Standard deviation over mean."""
        return float(self.degrees.std() / self.degrees.mean())


@dataclass(frozen=True)
class Homes:
    """Contacts inside households: which share of possible pairs meets on a day, and by age."""

    met: float
    by_age: np.ndarray
    """share of possible pairs, by the age groups of both"""
    repeat: float


def is_there(data: Path = DATA) -> bool:
    """Whether the measured data are at hand."""
    return all((data / name).is_file() for name in (OFFICE, DEPARTMENTS, CONFERENCE, HOUSEHOLDS))


# ------------------------------------------------------------------------------------------------------------ measured
def office(data: Path = DATA) -> Shape:
    """An office of 92 people with sensors over ten days."""
    with zipfile.ZipFile(data / OFFICE) as archive:
        lines = archive.read(archive.namelist()[0]).decode().splitlines()
    department = dict(line.split()[:2] for line in (data / DEPARTMENTS).read_text().splitlines() if line.strip())
    days = _days(lines)
    inside = [department[str(one)] == department[str(other)] for pairs in days.values() for one, other in pairs]
    return Shape(_degrees(days.values()), _repeats(days), float(np.mean(inside)))


def conference(data: Path = DATA) -> Shape:
    """Two days of a conference of 403 people; there from the first contact of the day to the last."""
    with gzip.open(data / CONFERENCE, "rt") as file:
        lines = file.read().splitlines()
    days, stays = _days(lines), defaultdict(list)
    for line in lines:
        second, one, other = (int(each) for each in line.split()[:3])
        stays[second // 86_400, one].append(second)
        stays[second // 86_400, other].append(second)
    hours = float(np.mean([max(seen) - min(seen) for seen in stays.values()])) / 3600
    return Shape(_degrees(days.values()), _repeats(days), hours=hours)


def _days(lines: Iterable[str]) -> dict[int, Pairs]:
    found: dict[int, Pairs] = defaultdict(set)
    for line in lines:
        if line.strip():
            second, one, other = (int(each) for each in line.split()[:3])
            found[second // 86_400].add((min(one, other), max(one, other)))
    return found


def _degrees(days: Iterable[Pairs]) -> np.ndarray:
    return np.concatenate([np.unique(np.array(sorted(pairs)).ravel(), return_counts=True)[1] for pairs in days])


def _repeats(days: dict[int, Pairs]) -> float:
    again, all_of_them = 0, 0
    for day in sorted(days):
        if day + 1 in days:
            there = {each for pair in days[day] for each in pair} & {each for pair in days[day + 1] for each in pair}
            both = {pair for pair in days[day] if pair[0] in there and pair[1] in there}
            again, all_of_them = again + len(both & days[day + 1]), all_of_them + len(both)
    return again / all_of_them


def households(data: Path = DATA) -> Homes:
    """Five households of Kilifi over three days."""
    with zipfile.ZipFile(data / HOUSEHOLDS) as archive:
        name = next(
            each for each in archive.namelist() if each.endswith("within_households.csv") and "MACOSX" not in each
        )
        rows = list(csv.DictReader(io.TextIOWrapper(archive.open(name))))
    ages = {(row["h" + side], row["m" + side]): int(row["age" + side]) for row in rows for side in "12"}
    number = {each: at for at, each in enumerate(sorted(ages))}
    days: dict[int, Pairs] = defaultdict(set)
    for row in rows:
        pair = sorted(number[(row["h" + side], row["m" + side])] for side in "12")
        days[int(row["day"])].add((pair[0], pair[1]))
    group = np.array([ages[each] for each in sorted(ages)])
    home = np.unique([each[0] for each in sorted(ages)], return_inverse=True)[1]
    pairs = [np.array(sorted(each)) for each in days.values()]
    return Homes(*_inside(home, group, pairs), repeat=_repeats(days))


def _inside(home: np.ndarray, group: np.ndarray, days: Sequence[np.ndarray]) -> tuple[float, Any]:
    """Share of possible pairs that met, and the same by age."""
    met, possible = np.zeros((5, 5)), np.zeros((5, 5))
    order = np.argsort(home, kind="stable")
    for step in range(1, int(np.bincount(home).max())):
        same = home[order[step:]] == home[order[:-step]]
        _count(possible, group[order[:-step][same]], group[order[step:][same]], len(days))
    for pairs in days:
        _count(met, group[pairs[:, 0]], group[pairs[:, 1]], 1)
    return float(met.sum() / possible.sum()), met / np.maximum(possible, 1)


def _count(table: np.ndarray, one: np.ndarray, other: np.ndarray, weight: int) -> None:
    np.add.at(table, (one, other), weight)
    np.add.at(table, (other, one), weight)


# ---------------------------------------------------------------------------------------------------------- the city's
def city_of(people: int = PEOPLE, seed: int = SEED) -> tuple[City, list[Visits]]:
    """A city of Wuxi's communities and four working days of it."""
    from sizao.project.cli.city import communities_in

    city = build_city(CitySpec(people, 14, date(2022, 3, 1), seed, communities_in(["wuxi"])))
    return city, [day_visits(city, day) for day in range(4)]


def city_offices(city: City, days: Sequence[Visits]) -> Shape:
    """Workplaces of about the measured one's size."""
    size = city.place_size
    places = (city.place_kind == PlaceKind.WORKPLACE) & (size >= OFFICES[0]) & (size <= OFFICES[1])
    contacts = [day_contacts(city, visits, places) for visits in days]
    rooms = np.concatenate([city.room[each.one] == city.room[each.other] for each in contacts])
    return Shape(_city_degrees(contacts), _city_repeats(contacts, days, places), float(rooms.mean()))


def city_halls(city: City, days: Sequence[Visits]) -> Shape:
    """Cinemas, conference and wedding halls."""
    places = city.place_kind == PlaceKind.HALL
    contacts = [day_contacts(city, visits, places) for visits in days]
    hours = []
    for visits, met in zip(days, contacts, strict=True):
        there = places[visits.place]
        stayed = np.bincount(visits.person[there], visits.seconds[there] / 3600, minlength=city.people)
        hours.append(stayed[np.unique(np.concatenate([met.one, met.other]))])
    mean = float(np.concatenate(hours).mean())
    return Shape(_city_degrees(contacts), _city_repeats(contacts, days, places), hours=mean)


def city_together(city: City, days: Sequence[Visits]) -> Shape:
    """The same workplaces, but counting everybody who shares a department's room: presence, which repeats every day."""
    room = city.daily.astype(np.int64) * 10_000 + city.room
    size = city.place_size[np.maximum(city.daily, 0)]
    there = (city.daily >= 0) & (city.place_kind[np.maximum(city.daily, 0)] == PlaceKind.WORKPLACE)
    there &= (size >= OFFICES[0]) & (size <= OFFICES[1])
    present = [
        np.isin(np.arange(city.people), visits.person[visits.place == city.daily[visits.person]]) & there
        for visits in days
    ]
    degrees = [_others(room, each)[each] for each in present]
    return Shape(np.concatenate(degrees), 1.0, 1.0)


def _others(room: np.ndarray, present: np.ndarray) -> np.ndarray:
    """How many others are present in each person's room."""
    found, at = np.unique(room, return_inverse=True)
    return np.bincount(at, weights=present, minlength=len(found))[at] - present


def _city_degrees(days: Sequence[Contacts]) -> np.ndarray:
    found = []
    for contacts in days:
        pairs = contacts.pairs()
        found.append(np.unique(np.concatenate([pairs >> 32, pairs & 0xFFFFFFFF]), return_counts=True)[1])
    return np.concatenate(found)


def _city_repeats(contacts: Sequence[Contacts], days: Sequence[Visits], places: np.ndarray) -> float:
    again, all_of_them = 0, 0
    present = [np.unique(visits.person[places[visits.place]]) for visits in days]
    for at in range(len(days) - 1):
        pairs, both = contacts[at].pairs(), np.intersect1d(present[at], present[at + 1])
        kept = pairs[np.isin(pairs >> 32, both) & np.isin(pairs & 0xFFFFFFFF, both)]
        again, all_of_them = again + int(np.isin(kept, contacts[at + 1].pairs()).sum()), all_of_them + len(kept)
    return again / max(all_of_them, 1)


def city_households(city: City, days: Sequence[Visits]) -> Homes:
    """Family households of five and more."""
    size = np.bincount(city.household)
    places = np.zeros(city.places, np.bool_)
    places[: city.households] = (size >= LARGE) & (city.place_kind[: city.households] == PlaceKind.HOME)
    contacts = [day_contacts(city, visits, places) for visits in days]
    members = np.flatnonzero(places[city.home])
    back = np.full(city.people, -1)
    back[members] = np.arange(len(members))
    pairs = [back[np.stack([each.pairs() >> 32, each.pairs() & 0xFFFFFFFF], axis=1)] for each in contacts]
    group = np.searchsorted(AGES, city.age[members], side="right")
    home = np.unique(city.household[members], return_inverse=True)[1]
    return Homes(*_inside(home, group, pairs), repeat=_city_repeats(contacts, days, places))


def everywhere(city: City, visits: Visits) -> dict[str, float]:
    """People met a person and day by kind of place; who is met at two places counts twice."""
    contacts = day_contacts(city, visits)
    once = np.unique(np.stack([contacts.one, contacts.other, contacts.place]), axis=1)[2]
    found = np.bincount(city.place_kind[once], minlength=len(PlaceKind)) * 2 / city.people
    return {kind.name.lower(): float(found[kind]) for kind in PlaceKind if found[kind] >= 0.005}


# -------------------------------------------------------------------------------------------------------------- paper
def main(arguments: Sequence[str]) -> int:
    """Measure both sides and write the paper."""
    if not is_there():
        print(f"the measured data are not in {DATA}")
        return 1
    city, days = city_of()
    rows = {
        "office": (office(), city_offices(city, days), city_together(city, days)),
        "conference": (conference(), city_halls(city, days)),
    }
    homes = (households(), city_households(city, days))
    PAPER.write_text(paper(rows, homes, everywhere(city, days[0])), "utf-8")
    PAPER.with_suffix(".svg").write_text(plot(rows), "utf-8")
    print(PAPER.read_text("utf-8"))
    return 0


HEAD = """# The city's contacts beside measured ones

Written by `make bench ARGS=shape`; do not edit. What the figures mean, and what they must not be used for, is said in
[the city](../explanation/the-city.md). The city here has {people:,} people (seed {seed}) and is looked at on four working days.
The measured data are SocioPatterns' (CC0) and are not shipped.

A *contact* is a meeting face to face (sensors: within about 1.5 m). A *degree* is how many people somebody met on a day; those
who met nobody are left out, because the sensors' files do not name them. *Again the next day* is the share of a day's pairs
that meet on the following day too, among pairs of whom both are there on both days.

| | measured | the city | |
|---|---|---|---|
"""


def paper(rows: dict[str, Any], homes: tuple[Homes, Homes], everywhere_: dict[str, float]) -> str:
    """The text of the paper."""
    (real, made, together), (met, halls) = rows["office"], rows["conference"]
    lines = [
        _row("office: people met on a day", real.mean, made.mean, "fitted"),
        _row("office: spread of that (standard deviation over mean)", real.spread, made.spread, "fitted"),
        _row("office: met again the next day", real.repeat, made.repeat, "fitted"),
        _row("office: share of contacts inside the department", real.inside or 0, made.inside or 0, "fitted"),
        _row(
            "household: possible pairs that meet on a day",
            homes[0].met,
            homes[1].met,
            "by ages fitted; fewer children here",
        ),
        _row("household: met again the next day", homes[0].repeat, homes[1].repeat, "compared"),
        _row(
            "conference against halls: people met an hour there",
            met.mean / met.hours,
            halls.mean / halls.hours,
            "fitted",
        ),
        _row("conference against halls: hours there", met.hours, halls.hours, "**no conferences here**"),
        _row("conference against halls: people met on a day", met.mean, halls.mean, "**does not agree**"),
        _row("conference against halls: spread of that", met.spread, halls.spread, "compared"),
        _row("conference against halls: met again the next day", met.repeat, halls.repeat, "compared"),
    ]
    parts = [HEAD.format(people=PEOPLE, seed=SEED) + "\n".join(lines), f"![Degrees]({PAPER.stem}.svg)"]
    parts += [_presence(made, together), _ages(homes), _everywhere(everywhere_)]
    return "\n\n".join(parts) + "\n"


def _row(words: str, real: float, made: float, how: str) -> str:
    return f"| {words} | {real:.2f} | {made:.2f} | {how} |"


def _presence(made: Shape, together: Shape) -> str:
    return (
        f"Presence is not contact: in the same workplaces a person shares the department's room with {together.mean:.1f} others a "
        f"day, and with the same ones on every day they come, against {made.mean:.1f} contacts of which {made.repeat:.0%} repeat. A "
        "trace over presence finds the former."
    )


def _ages(homes: tuple[Homes, Homes]) -> str:
    lines = ["Share of the possible pairs of a household that meet on a day, by age, measured / the city:", ""]
    lines += ["| | " + " | ".join(GROUPS) + " |", "|---" * 6 + "|"]
    for at, group in enumerate(GROUPS):
        cells = [f"{homes[0].by_age[at, other]:.2f} / {homes[1].by_age[at, other]:.2f}" for other in range(5)]
        lines.append(f"| {group} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _everywhere(found: dict[str, float]) -> str:
    lines = [
        f"Contacts a person and working day: {sum(found.values()):.1f} in all.",
        "",
        "| kind of place | contacts |",
        "|---|---|",
    ]
    lines += [
        f"| {name.replace('_', ' ')} | {number:.2f} |"
        for name, number in sorted(found.items(), key=lambda each: -each[1])
    ]
    return "\n".join(lines)


def plot(rows: dict[str, Any]) -> str:
    """How many met at least so many on a day: office and conference beside the city, degrees in parts of their mean."""
    panels = [_panel(rows["office"], 60, "office"), _panel(rows["conference"], 390, "conference, halls")]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 330" font-family="sans-serif" font-size="12">'
        '<rect width="700" height="330" fill="#fff"/>' + "".join(panels) + '<text x="60" y="18" fill="#5d6b7c">'
        "share of people (logarithmic) who met at least so many times the mean; blue: measured, orange: the city</text></svg>\n"
    )


def _panel(shapes: Sequence[Shape], left: int, words: str) -> str:
    frame = f'<path d="M{left} 30V280H{left + 270}" fill="none" stroke="#7b8899"/>'
    ticks = "".join(f'<text x="{left + 67 * at}" y="298" text-anchor="middle">{at}</text>' for at in range(5))
    lines = "".join(
        f'<polyline points="{_line(shape, left)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for shape, colour in zip(shapes, ("#0b5cad", "#c25e00"), strict=False)
    )
    return frame + ticks + lines + f'<text x="{left + 135}" y="318" text-anchor="middle">{words}</text>'


def _line(shape: Shape, left: int) -> str:
    ordered = np.sort(shape.degrees) / shape.mean
    points = []
    for at in np.linspace(0, 4, 81):
        share = 1 - np.searchsorted(ordered, at) / len(ordered)
        if share > 0.002:
            points.append(f"{left + 67 * at:.0f},{30 - 92.6 * np.log10(share):.0f}")
    return " ".join(points)
