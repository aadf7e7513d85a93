"""The papers of a meeting's print pack: Word in the official layout, PDF, both languages, and all four in one file."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from sizao.kernel.figures import number
from sizao.kernel.words import Words
from sizao.oversight.reports.queries.pdf import DATA, content_of, picture
from sizao.oversight.reports.queries.wording import (
    HEAD,
    data_time,
    foot,
    moment,
    on_day,
    sentence,
    signed,
)
from sizao.oversight.reports.types import Owed, PackFacts
from sizao.spine.web.queries import paper
from sizao.spine.web.queries.paper import full_width
from sizao.spine.web.queries.typeset import compiled, punctuated

WHEN = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the pack: the same pack is the same bytes."""
SAID = {
    "series": Words("疫情防控会议参阅材料", "Figures for the meeting"),
    "agenda": Words("会议议题", "Agenda"), "no_agenda": Words("未登记议题。", "No agenda was entered."),
    "figures": Words("当前数据", "Figures now"), "decisions": Words("未办结的会议决定", "Open decisions of meetings"),
    "tasks": Words("未办结任务", "Open tasks"), "none": Words("无。", "None."),
    "what": Words("事项", "Matter"), "owner": Words("责任人(组)", "Owner"), "due": Words("时限", "Due"),
    "state": Words("状态", "State"), "number": Words("编号", "Number"),
}  # fmt: skip
OWED = ("number", "what", "owner", "due", "state")
WIDTHS = (28, 54, 32, 20, 22)


def _series(found: PackFacts) -> Words:
    return Words(f"{found.area_words.zh}{SAID['series'].zh}", f"{found.area_words.en}: {SAID['series'].en}")


def _number(found: PackFacts) -> Words:
    return Words(f"{found.number}", f"No. {found.number}")


def _foot(found: PackFacts, language: str) -> str:
    check = Words(f"参阅材料校验 {found.sha256[:16]}", f"pack check {found.sha256[:16]}").in_language(language)
    return f"{foot(found.report, language)} · {check}"


def _rows(owed: tuple[Owed, ...], language: str) -> list[list[str]]:
    return [
        [each.number, each.words.in_language(language), each.owner.in_language(language), moment(each.due_at),
         each.state.in_language(language)]
        for each in owed
    ]  # fmt: skip


def pack_as_word(found: PackFacts, language: str) -> bytes:
    """The pack as DOCX, the same for the same pack: agenda, figures in sentences, curve, table, what is owed, the clock's late steps."""
    is_zh = language.startswith("zh")
    document = paper.new_paper(plain=not is_zh)
    _headed(document, found, language)
    parts = (("agenda", _agenda), ("figures", _figures), ("decisions", _owing), ("tasks", _owing))
    for place, (key, write) in enumerate(parts, 1):
        head = f"{paper.numeral(place)}、{SAID[key].zh}" if is_zh else f"{place}. {SAID[key].en}"
        made = _line(document, head, language, font=paper.HEADING_FONT, indent=is_zh, bold=not is_zh)
        made.paragraph_format.keep_with_next = True
        write(document, found, language, key)
    if is_zh:
        for line in signed(found.report):
            _line(document, line, language, align="right")
    _line(document, _foot(found, language), language, size=9)
    paper.page_numbers(document)
    return _settled(paper.saved(document))


def _headed(document: Any, found: PackFacts, language: str) -> None:
    is_zh = language.startswith("zh")
    series = _series(found).in_language(language)
    colour = paper.RED if is_zh else paper.BLUE
    _line(document, series, language, size=30 if is_zh else 18, font=paper.TITLE_FONT, align="center", colour=colour)
    _line(document, _number(found).in_language(language), language, align="center")
    time = _line(document, data_time(found.report, language), language, font=paper.SECOND_FONT, align="center")
    paper.rule(time, colour)
    title = found.title if is_zh else f"{found.title} ({found.report.title.en})"
    _line(document, title, language, size=22 if is_zh else 14, font=paper.TITLE_FONT, align="center", bold=not is_zh)
    if found.report.is_exercise:
        _line(document, HEAD["exercise"].in_language(language), language, align="center", colour=paper.RED)


def _agenda(document: Any, found: PackFacts, language: str, key: str) -> None:
    is_zh = language.startswith("zh")
    for each in found.agenda or (SAID["no_agenda"].in_language(language),):
        _line(document, second_level(each) if is_zh else each, language, indent=is_zh)


def second_level(text: str) -> str:
    """A line numbered 一、 under a heading numbered 一、 is numbered (一), as official papers number their second level."""
    return re.sub(r"^([一二三四五六七八九十]+)、", r"(\1)", text)


def _figures(document: Any, found: PackFacts, language: str, key: str) -> None:
    report, is_zh = found.report, language.startswith("zh")
    for chapter, lines in report.chapters():
        head = f"{chapter.words.zh}:" if is_zh else f"{chapter.words.en}. "
        _line(document, head + sentence(lines, language), language, indent=is_zh)
    if report.bars:
        paper.image(document, picture(report, language))
    heads = [HEAD[each].in_language(language) for each in ("figure", "unit", "day", "total")]
    rows = [
        [
            line.definition.words.in_language(language), line.definition.unit.words.in_language(language),
            on_day(line, language), number(line.total, language),
        ]
        for line in report.lines
    ]  # fmt: skip
    _table(document, heads, rows, language, (70, 26, 28, 32), frozenset({2, 3}))


def _owing(document: Any, found: PackFacts, language: str, key: str) -> None:
    owed = found.decisions if key == "decisions" else found.tasks
    if not owed:
        _line(document, SAID["none"].in_language(language), language, indent=language.startswith("zh"))
        return
    heads = [SAID[each].in_language(language) for each in OWED]
    _table(document, heads, _rows(owed, language), language, WIDTHS, frozenset())


def _table(
    document: Any,
    heads: list[str],
    rows: list[list[str]],
    language: str,
    widths: tuple[int, ...],
    numbers: frozenset[int],
) -> None:
    if language.startswith("zh"):
        heads, rows = [full_width(each) for each in heads], [[full_width(each) for each in row] for row in rows]
    latin = paper.LATIN if language.startswith("zh") else paper.LATIN_PLAIN
    paper.table(document, heads, rows, latin=latin, widths=widths, numbers=numbers)


def _line(document: Any, text: str, language: str, **more: Any) -> Any:
    if language.startswith("zh"):
        return paper.paragraph(document, full_width(text), **more)
    more.pop("font", None)
    return paper.paragraph(document, text, **{"size": 10.5, "latin": paper.LATIN_PLAIN, **more})


def _settled(body: bytes) -> bytes:
    """The same archive with every file at one time: printed again, it is the same bytes."""
    with zipfile.ZipFile(io.BytesIO(body)) as opened:
        return _zipped([(name, opened.read(name)) for name in opened.namelist()])


def _zipped(files: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files:
            archive.writestr(zipfile.ZipInfo(name, WHEN), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def pack_as_pdf(found: PackFacts, language: str) -> bytes:
    """The pack as PDF/A4 with embedded fonts, the same bytes for the same pack."""
    given = content_of(found.report, language) | {
        "series": _series(found).in_language(language), "issue": _number(found).in_language(language),
        "title": found.title, "foot": _foot(found, language),
        "heads_of": {key: SAID[key].in_language(language) for key in ("agenda", "figures", "decisions", "tasks")},
        "agenda": list(found.agenda) or [SAID["no_agenda"].in_language(language)],
        "owed_heads": [SAID[each].in_language(language) for each in OWED],
        "decisions": _rows(found.decisions, language), "tasks": _rows(found.tasks, language),
        "none": SAID["none"].in_language(language),
    }  # fmt: skip
    return compiled(DATA / "pack.typ", punctuated(given) if language.startswith("zh") else given, "pdf")


def pack_as_zip(found: PackFacts) -> bytes:
    """All four papers in one file."""
    makers = {"docx": pack_as_word, "pdf": pack_as_pdf}
    return _zipped(
        [(f"{found.number}-{language}.{form}", make(found, language)) for language in ("zh", "en") for form, make in makers.items()]
    )  # fmt: skip
