"""What a scenario file must say: TOML read into a scenario, or a refusal that names file and field."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.oversight.drills.errors import ScenarioUnfit
from sizao.oversight.drills.types import (
    Box,
    Inject,
    InjectKind,
    PlayedBy,
    Player,
    Playing,
    Resources,
    Routine,
    Scenario,
    SeedCase,
    SeedWho,
    Strategy,
)

Member = TypeVar("Member", bound=StrEnum)
Made = TypeVar("Made")
MISSING_FIELD = Words("缺少此项", "it is missing")
MOST_PEOPLE, MOST_DAYS = 1_000_000, 60
LONGEST = 4_000
"""Characters of a text."""


def read(path: Path) -> Scenario:
    """The scenario of a file.

    Raises:
        ScenarioUnfit: it is no TOML, or a field is absent, unknown or not of its kind.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        reason = Words(f"不是可读的 TOML:{error}", f"not readable as TOML: {error}")
        raise ScenarioUnfit(file=path.name, field="-", reason=reason) from error
    return _scenario(_Table(table, path.name), path)


class _Table:
    """A table of the file that knows where it stands, hands its values out by kind, and tells what nobody asked for."""

    def __init__(self, values: Mapping[str, Any], file: str, where: str = "") -> None:
        self.values, self.file, self.where, self.asked = values, file, where, set[str]()

    def wrong(self, name: str, zh: str, en: str) -> ScenarioUnfit:
        """The refusal of one field."""
        return ScenarioUnfit(file=self.file, field=f"{self.where}{name}", reason=Words(zh, en))

    def value(self, name: str, default: Any = MISSING) -> Any:
        """A value as it stands."""
        self.asked.add(name)
        if name not in self.values and default is MISSING:
            raise self.wrong(name, *MISSING_FIELD)
        return self.values.get(name, default)

    def text(self, name: str, default: Any = MISSING) -> str:
        """A text that says something."""
        found = self.value(name, default)
        if not isinstance(found, str) or not found.strip() or len(found) > LONGEST:
            raise self.wrong(name, "应为文字", "it should be a text")
        return found.strip()

    def number(self, name: str, low: float, high: float, default: Any = MISSING) -> float:
        """A number within bounds."""
        found = self.value(name, default)
        if isinstance(found, bool) or not isinstance(found, int | float) or not low <= found <= high:
            raise self.wrong(
                name,
                f"应为 {low:,.10g} 到 {high:,.10g} 之间的数",
                f"it should be a number from {low:,.10g} to {high:,.10g}",
            )
        return float(found)

    def whole(self, name: str, low: int, high: int, default: Any = MISSING) -> int:
        """A whole number within bounds."""
        found = self.number(name, low, high, default)
        if not found.is_integer():
            raise self.wrong(name, "应为整数", "it should be a whole number")
        return int(found)

    def words(self, name: str) -> Words:
        """A text in both languages."""
        found = self.value(name)
        if not isinstance(found, dict) or set(found) != {"zh", "en"}:
            raise self.wrong(name, "应有中文(zh)和英文(en)", "it should have Chinese (zh) and English (en)")
        pair = _Table(found, self.file, f"{self.where}{name}.")
        return Words(pair.text("zh"), pair.text("en"))

    def member(self, name: str, kind: type[Member], default: Any = MISSING) -> Member:
        """A word of a list."""
        found = self.value(name, default)
        try:
            return kind(found)
        except ValueError:
            known = ", ".join(kind)
            raise self.wrong(name, f"应为以下之一:{known}", f"it should be one of: {known}") from None

    def texts(self, name: str, default: Any = MISSING) -> tuple[str, ...]:
        """A list of texts."""
        found = self.value(name, default)
        if not isinstance(found, list | tuple) or not all(isinstance(each, str) and each for each in found):
            raise self.wrong(name, "应为文字的列表", "it should be a list of texts")
        return tuple(found)

    def table(self, name: str, default: Any = MISSING) -> _Table:
        """A table within."""
        found = self.value(name, default)
        if not isinstance(found, dict):
            raise self.wrong(name, "应为一节", "it should be a table")
        return _Table(found, self.file, f"{self.where}{name}.")

    def tables(self, name: str, make: Callable[[_Table], Made]) -> tuple[Made, ...]:
        """What a list of tables says, one by one."""
        found = self.value(name, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise self.wrong(name, "应为若干节", "it should be a list of tables")
        parts = [_Table(each, self.file, f"{self.where}{name}[{place}].") for place, each in enumerate(found, 1)]
        made = tuple(make(each) for each in parts)
        for each in parts:
            each.end()
        return made

    def end(self) -> None:
        """Refuse what nobody asked for: it may be a slip of the pen in a name."""
        for name in self.values:
            if name not in self.asked:
                raise self.wrong(name, "没有这一项", "there is no such field")


def _scenario(table: _Table, path: Path) -> Scenario:
    made = Scenario(
        id=table.text("id"), title=table.words("title"), story=table.words("story"), disease=table.text("disease"),
        editions=_some(table, "editions"), variant=table.text("variant"),
        vaccinated=table.number("vaccinated", 0, 1, 0.0), masked=table.number("masked", 0, 1, 0.0),
        box=_box(table.table("city")), seeds=_some(table, "seeds", _seed), truth=table.words("truth"),
        background=table.words("background"), resources=_resources(table.table("resources", {})),
        routine=table.tables("routine", _routine), players=table.tables("players", _player),
        injects=tuple(sorted(table.tables("injects", _inject), key=lambda each: each.at_hours)),
        milestones=table.texts("milestones", ()), strategies=table.tables("strategies", _strategy),
        sources=table.texts("sources", ()), path=path,
    )  # fmt: skip
    table.end()
    _hang_together(table, made)
    return made


def _hang_together(table: _Table, made: Scenario) -> None:
    """What one field alone cannot say."""
    roles = [each.role for each in made.players]
    if len(roles) != len(set(roles)):
        raise table.wrong("players", "同一角色出现两次", "a role stands there twice")
    keys = [each.key for each in made.strategies]
    if len(keys) != len(set(keys)):
        raise table.wrong("strategies", "同一策略出现两次", "a strategy stands there twice")
    hours = made.box.days * 24
    for place, each in enumerate(made.injects, 1):
        if each.at_hours >= hours:
            raise table.wrong(f"injects[{place}].at_hours", "晚于演练结束", "it lies after the end of the drill")
    for place, seed in enumerate(made.seeds, 1):
        if not -made.box.lead_days <= seed.day < made.box.days:
            raise table.wrong(f"seeds[{place}].day", "不在模拟的日子之内", "it lies outside the simulated days")


def _some(table: _Table, name: str, make: Callable[[_Table], Any] | None = None) -> tuple[Any, ...]:
    found: tuple[Any, ...] = table.tables(name, make) if make else table.texts(name)
    if not found:
        raise table.wrong(name, "至少要有一项", "there should be at least one")
    return found


def _box(table: _Table) -> Box:
    centre = table.value("centre")
    if not (isinstance(centre, list) and len(centre) == 2 and all(isinstance(each, float) for each in centre)):
        raise table.wrong("centre", "应为经度和纬度", "it should be a longitude and a latitude")
    made = Box(
        area=_area(table, "area", table.text("area")),
        communities=tuple(_area(table, "communities", each) for each in _some(table, "communities")),
        centre=(centre[0], centre[1]), people=table.whole("people", 100, MOST_PEOPLE),
        first_day=_day(table), lead_days=table.whole("lead_days", 1, MOST_DAYS),
        days=table.whole("days", 1, MOST_DAYS),
    )  # fmt: skip
    table.end()
    if not all(areas.contains(areas.parse(made.area), areas.parse(each)) for each in made.communities):
        raise table.wrong("communities", "不都在所属区县内", "not all of them lie in the county")
    return made


def _area(table: _Table, name: str, code: str) -> str:
    try:
        areas.parse(code)
    except ValueError:
        raise table.wrong(name, f"不是区划代码:{code}", f"not an area code: {code}") from None
    return code


def _day(table: _Table) -> date:
    found = table.value("first_day")
    if not isinstance(found, date):
        raise table.wrong("first_day", "应为日期", "it should be a date")
    return found


def _resources(table: _Table) -> Resources:
    given: dict[str, Any] = {}
    for each in fields(Resources):
        if each.name in table.values:
            is_whole = isinstance(each.default, int)
            read_as = table.whole if is_whole else table.number
            given[each.name] = read_as(each.name, 0, 1 if each.name == "care_seeking" else 100_000)
    table.end()
    return Resources(**given)


def _seed(table: _Table) -> SeedCase:
    register = table.value("register", True)
    who = table.member("who", SeedWho)
    return SeedCase(
        who=who, count=table.whole("count", 1, 10_000, 1), day=table.whole("day", -MOST_DAYS, MOST_DAYS, 0),
        register=bool(register) and who is not SeedWho.TRAVELLER,
    )  # fmt: skip


def _routine(table: _Table) -> Routine:
    return Routine(who=table.member("who", SeedWho), every_days=table.whole("every_days", 1, MOST_DAYS))


def _inject(table: _Table) -> Inject:
    return Inject(
        at_hours=table.number("at_hours", 0, MOST_DAYS * 24), kind=table.member("kind", InjectKind),
        words=table.words("words"), hours=table.number("hours", 0, MOST_DAYS * 24, 0.0),
        strength=table.number("strength", 0, 1, 1.0),
    )  # fmt: skip


def _player(table: _Table) -> Player:
    return Player(
        role=table.member("role", Playing), played_by=table.member("played_by", PlayedBy, PlayedBy.MACHINE.value),
        skill=table.number("skill", 0, 1, Player.skill), per_hour=table.whole("per_hour", 1, 100_000, Player.per_hour),
        delay_hours=table.number("delay_hours", 0, 24 * MOST_DAYS, Player.delay_hours),
    )  # fmt: skip


def _strategy(table: _Table) -> Strategy:
    return Strategy(key=table.text("key"), words=table.words("words"), players=_some(table, "players", _player))
