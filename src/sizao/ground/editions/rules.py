"""How a figure is said: values with their units in both languages, regimes as one sentence, figures by section."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from sizao.ground.editions.types import Compared, ComparedSection, Found, Group, Line, Section
from sizao.kernel.editions import Citation, Difference, Edition, Figure, Phase, Regime, Unit
from sizao.kernel.editions.schema import Kind, specs
from sizao.kernel.editions.types import ContactClass, Terms, ZoneKind
from sizao.kernel.words import LabelledEnum, Words

JOINT = " · "
MAIN = "main"

SAID: dict[str, Words] = {
    "report": Words("接报", "report"),
    "detection": Words("发现", "detection"),
    "emergence": Words("发生", "emergence"),
    "notification": Words("通报", "notification"),
    "suspected": Words("疑似", "suspected"),
    "probable": Words("临床诊断", "probable"),
    "confirmed": Words("确诊", "confirmed"),
    "asymptomatic": Words("无症状感染", "asymptomatic"),
    "close.first2_negative": Words("关联密接前两次检测阴性", "first two tests of the linked close contact negative"),
}
"""Values that files write as a code, in words."""

PARAMETER_SECTIONS: dict[str, Words] = {
    "investigation": Words("流行病学调查", "Investigation"),
    "early_action": Words("早期行动", "Early action"),
    "risk_levels": Words("县域风险等级", "County risk levels"),
    "secondary": Words("密接的密接", "Secondary contacts"),
    "inbound": Words("入境人员", "Inbound travellers"),
    "arrivals": Words("外地来人", "Arrivals"),
    "arrivals_nanjing": Words("南京来人", "Arrivals from Nanjing"),
    "movement": Words("人员流动", "Movement"),
    "controlled_passes": Words("管控区出入", "Passes of controlled areas"),
    "screening": Words("区域核酸检测", "Area testing"),
    "pooling": Words("混采比例", "Pool size"),
    "fangcang": Words("方舱医院", "Fangcang hospitals"),
    "routine_testing": Words("重点人群检测", "Testing of key groups"),
    "samples": Words("样本运送与保存", "Transport and keeping of samples"),
    "results": Words("结果反馈时限", "Time to result"),
    "antigen": Words("抗原检测", "Antigen tests"),
    "discharge": Words("出院标准", "Discharge"),
    "case_release": Words("感染者解除隔离", "Release of cases"),
    "isolation_sites": Words("集中隔离点", "Quarantine sites"),
    "health_code": Words("健康码转换", "Health code"),
    "coldchain": Words("进口冷链食品", "Imported cold-chain food"),
    "companion": Words("时空伴随(只作线索)", "Spatio-temporal companions (a lead only)"),
    "vaccination": Words("疫苗接种", "Vaccination"),
    "prophylaxis": Words("暴露后预防", "Post-exposure prophylaxis"),
    "outbreak": Words("暴发疫情", "Outbreak"),
    "observation": Words("医学观察", "Observation"),
    "reporting": Words("疫情报告", "Reporting"),
}
"""The names of the sections of free figures."""


def said(value: object, unit: Unit = Unit.NONE) -> Words:
    """A value with its unit in both languages: ``14 天`` / ``14 days``, ``第1、4天`` / ``days 1, 4``."""
    parts = value if isinstance(value, tuple) else (value,)
    zh, en = "、".join(_one(each).zh for each in parts), ", ".join(_one(each).en for each in parts)
    if unit is Unit.DAY:
        return Words(f"第{zh}天", f"{'days' if len(parts) > 1 else 'day'} {en}")
    if unit is Unit.PERCENT:
        return Words(f"{zh}%", f"{en}%")
    return Words(f"{zh} {unit.words.zh}".strip(), f"{en} {_unit_of(unit, value)}".strip())


def _unit_of(unit: Unit, value: object) -> str:
    one = {Unit.DAYS: "day", Unit.HOURS: "hour", Unit.MONTHS: "month", Unit.ROUNDS: "round", Unit.CASES: "case",
           Unit.METRES: "metre", Unit.TIMES: "time", Unit.PEOPLE: "person", Unit.ROWS: "row"}  # fmt: skip
    return one.get(unit, unit.words.en) if value == 1 else unit.words.en


def _one(value: object) -> Words:
    if isinstance(value, bool):
        return Words("是", "yes") if value else Words("否", "no")
    if isinstance(value, LabelledEnum):
        return value.words
    if isinstance(value, int | float):
        return Words(f"{value:g}", f"{value:g}")
    text = str(value)
    return SAID.get(text, Words(text, text))


def regime_summary(regime: Regime) -> Words:
    """A regime in one sentence, phase by phase; test days of later phases also over the whole."""
    phases, past = [], 0
    for phase in regime.phases:
        past = phase.from_day - 1 if phase.from_day else past
        phases.append(_phase(phase, past))
        past += phase.days
    return Words(" + ".join(each.zh for each in phases), " + ".join(each.en for each in phases))


def _phase(phase: Phase, past: int) -> Words:
    tests = [
        _tests(name, days, past)
        for name, days in ((Words("核酸", "PCR"), phase.test_days), (Words("抗原", "antigen"), phase.antigen_days))
        if days
    ]
    if not phase.test_days and phase.tests:
        tests.append(Words(f"核酸 {phase.tests} 次", f"{phase.tests} PCR tests"))
    zh, en = ";".join(each.zh for each in tests), "; ".join(each.en for each in tests)
    late = Words(f"第{phase.from_day}天起 ", f"from day {phase.from_day}, ") if phase.from_day else Words("", "")
    days = said(phase.days, Unit.DAYS)
    base = Words(f"{late.zh}{days.zh}{phase.place.words.zh}", f"{late.en}{days.en}: {phase.place.words.en}")
    return Words(base.zh + (f"({zh})" if zh else ""), base.en + (f" ({en})" if en else ""))


def _tests(name: Words, days: tuple[int, ...], past: int) -> Words:
    inner = said(days, Unit.DAY)
    if not past:
        return Words(f"{name.zh}{inner.zh}", f"{name.en} on {inner.en}")
    whole = said(tuple(past + day for day in days), Unit.DAY)
    return Words(f"{name.zh}{inner.zh},即全程{whole.zh}", f"{name.en} on {inner.en}, that is {whole.en} of the whole")


def sections(edition: Edition, *, only_weak: bool = False) -> tuple[Section, ...]:
    """An edition's figures by section and entry, in reading order; with ``only_weak`` those of weak source alone."""
    shown = [each for each in edition.figures if each.clause.is_weak or not only_weak]
    found = [
        Section(key, section_words(key), _groups(edition, key, tuple(figures)))
        for key, figures in groupby(shown, key=lambda each: each.path.split(".")[0])
    ]
    return tuple(found)


def section_words(key: str) -> Words:
    """The name of a section: of the schema, or of the free figures."""
    spec = specs(Terms).get(key)
    return spec.words if spec else PARAMETER_SECTIONS.get(key, Words(key, key))


def _groups(edition: Edition, section: str, figures: tuple[Figure, ...]) -> tuple[Group, ...]:
    return tuple(
        _group(edition, section, entry, tuple(members))
        for entry, members in groupby(figures, key=lambda each: _entry(section, each.path))
    )


def _entry(section: str, path: str) -> str:
    spec = specs(Terms).get(section)
    parts = path.split(".")
    if spec is not None and spec.kind is Kind.KEYED:
        return parts[1]
    if section == "contact" and parts[1] in {"situations", "transport"}:
        return parts[1]
    return MAIN


def _group(edition: Edition, section: str, entry: str, figures: tuple[Figure, ...]) -> Group:
    if entry == MAIN:
        return Group(entry, None, None, tuple(_line(each) for each in figures))
    if section == "contact":
        words = Words("判定情形", "Situations") if entry == "situations" else Words("交通工具", "Transport")
        return Group(entry, words, None, tuple(_line(each) for each in figures))
    words = _entry_words(edition, section, entry)
    regime = edition.regime(entry) if section == "regimes" else None
    summary = regime_summary(regime) if regime and regime.phases else None
    return Group(entry, words, summary, tuple(_line(each, strip=True) for each in figures))


def _entry_words(edition: Edition, section: str, entry: str) -> Words:
    words: Words = next(each.words for each in getattr(edition.terms, section) if each.key == entry)
    if words != Words(entry, entry):
        return words
    known: dict[str, LabelledEnum] = {
        **{each.value: each for each in ContactClass},
        **{each.value: each for each in ZoneKind},
    }
    return known[entry].words if entry in known else words


def _line(figure: Figure, *, strip: bool = False) -> Line:
    words = _without_entry(figure.words) if strip else figure.words
    return Line(figure.path, words, said(figure.value, figure.unit), citation(figure))


def _without_entry(words: Words) -> Words:
    return Words(words.zh.partition(JOINT)[2] or words.zh, words.en.partition(JOINT)[2] or words.en)


def citation(figure: Figure) -> Citation:
    """A figure's clause with its words in both languages."""
    assert isinstance(figure.clause, Citation)
    return figure.clause


def compared(differences: Iterable[Difference]) -> tuple[ComparedSection, ...]:
    """The differences of two editions by section, values said in words."""
    return tuple(
        ComparedSection(key, section_words(key), tuple(_compared(each) for each in rows))
        for key, rows in groupby(differences, key=lambda each: each.path.split(".")[0])
    )


def _compared(row: Difference) -> Compared:
    before = said(row.before.value, row.before.unit) if row.before else None
    after = said(row.after.value, row.after.unit) if row.after else None
    return Compared(row.path, row.words, before, after, row.before, row.after, row.change)


def asked(text: str) -> tuple[str, ...]:
    """The words of a question, each once: what stands between spaces and punctuation, in small letters."""
    parts = re.split(r"[\s,.;:?!,。;:?!、“”\"'()()]+", unicodedata.normalize("NFKC", text).casefold())
    return tuple(dict.fromkeys(part for part in parts if part))


def answers(edition: Edition, words: Iterable[str]) -> Iterator[Found]:
    """The figures of an edition around which every word of a question stands, in either language.

    A word weighs most in the name of a figure, less in its section, its clause or its source, and least in the edition's.
    """
    wanted = tuple(words)
    for section in sections(edition):
        for group in section.groups:
            named = " ".join(part for each in (group.words, group.summary) if each for part in each)
            for line in group.lines:
                points = _points(wanted, line, f"{named} {' '.join(section.words)}", edition)
                if points:
                    yield Found(edition.id, edition.title, section.words, line, points)


def _points(wanted: Iterable[str], line: Line, around: str, edition: Edition) -> int:
    """How well a line answers; 0 when a word stands nowhere."""
    fields = (
        (8, " ".join((*line.words, *line.value))), (4, around), (2, " ".join((*line.clause.words, *line.clause.source_words))),
        (1, " ".join((edition.id, *edition.title, *edition.disease.words))),
    )  # fmt: skip
    weighed = [next((weight for weight, text in fields if word in text.casefold()), 0) for word in wanted]
    return sum(weighed) if weighed and all(weighed) else 0
