"""The story of the demonstration city: the scenario's file, moved in time so that its middle is now, and the city's people."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sizao.ground.registry.types import PlaceKind
from sizao.kernel import areas
from sizao.kernel.documents import BirthSex, synthetic_document
from sizao.kernel.phones import synthetic_phone
from sizao.kernel.words import Words
from sizao.oversight.drills.queries.stage import Row, Stage
from sizao.oversight.drills.queries.truth import TZ
from sizao.oversight.drills.rules.scenarios import read
from sizao.oversight.drills.types import Scenario
from sizao.simulation import city as cities
from sizao.simulation.city import files

FILE = Path(__file__).resolve().parents[5] / "worlds" / "wuxi-city" / "scenario.toml"
"""Where the story lies in a checkout."""
SEED = 4
APART = 10_000
"""Serial numbers of invented papers begin here: those before it belong to the people of other worlds."""
DISTRICTS = {
    "320205": Words("锡山区", "Xishan"), "320206": Words("惠山区", "Huishan"), "320211": Words("滨湖区", "Binhu"),
    "320213": Words("梁溪区", "Liangxi"), "320214": Words("新吴区", "Xinwu"),
}  # fmt: skip
MONDAY = date(2026, 1, 5)
"""The city is built on a day of the same name in this week, so that one of seven kept cities fits every load."""


@dataclass(frozen=True)
class Moved:
    """The scenario in time."""

    scenario: Scenario
    until: datetime
    """The present of the load, a full hour: the story is played up to here."""


def moved(now: datetime, people: int = 0, days: int = 0) -> Moved:
    """The story with its last day today.

    Args:
        now: when the load began first.
        people: of the city; the file's when 0.
        days: that are played, today included; the file's when 0.
    """
    told = read(FILE)
    days = days or told.box.days
    until = now.astimezone(TZ).replace(minute=0, second=0, microsecond=0)
    first = until.date() - timedelta(days=told.box.lead_days + days - 1)
    box = replace(told.box, people=people or told.box.people, first_day=first, days=days)
    injects = tuple(each for each in told.injects if each.at_hours < days * 24)
    return Moved(replace(told, box=box, injects=injects), until)


def city_of(scenario: Scenario) -> cities.City:
    """The city, built once for a day of the week and kept; a copy whose files are not what its manifest says is made anew."""
    from sizao.project.cli.city import communities_in

    box = scenario.box
    first = MONDAY + timedelta(days=box.first_day.weekday())
    spec = cities.CitySpec(box.people, 1, first, SEED, communities_in(list(box.communities)))
    folder = cache() / f"wuxi-{box.people}-{first:%a}".lower()
    if folder.exists() and _is_broken(folder):
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    return cities.kept(spec, folder)


def _is_broken(folder: Path) -> bool:
    try:
        return bool(files.faults(folder))
    except (files.NotACity, ValueError, KeyError):
        return True


def cache() -> Path:
    """Where cities are kept: the user's cache, shared by every installation of theirs."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sizao" / "cities"


class Invented:
    """Names and papers that nobody holds, told apart from the people of every other world; places that say so too."""

    def person(self, stage: Stage, person: int) -> Row:
        """Somebody as the register of residents has them."""
        city = stage.truth.city
        born = stage.scenario.box.first_day.year - int(city.age[person]) - 1
        sex = "male" if city.sex[person] else "female"
        document = synthetic_document(APART + int(city.serial[person]), birth_year=born, sex=BirthSex(sex))
        return {
            "name": cities.name(person), "document_kind": "citizen_id", "document_number": document.number,
            "phone": synthetic_phone(APART + person), "sex": sex, "birth_year": born,
            "address": f"虚构路{int(city.home[person]) + 1}号",
        }  # fmt: skip

    def place(self, stage: Stage, place: int, kind: str) -> Row:
        """A place by district, kind and number, at its point; the quarantine site stands in the first district."""
        city, words = stage.truth.city, PlaceKind(kind).words
        if place < 0:
            district = DISTRICTS[stage.scenario.box.communities[0]]
            return {"name_zh": f"{district.zh}{words.zh}(虚构)", "name_en": f"{words.en}, {district.en} (invented)"}
        number = place - city.of_kind(cities.PlaceKind(int(city.place_kind[place]))).start + 1
        district = DISTRICTS[areas.printed(int(city.place_area[place]))[:6]]
        return {
            "name_zh": f"{district.zh}{words.zh}{number}号(虚构)",
            "name_en": f"{words.en} {number}, {district.en} (invented)",
            "longitude": round(float(city.place_lon[place]), 5), "latitude": round(float(city.place_lat[place]), 5),
        }  # fmt: skip
