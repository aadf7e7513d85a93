"""A public notice as a paper: Word and PDF, Chinese in the layout of official papers (GB/T 9704-2012), English plain."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.kernel.words import Words
from sizao.oversight.notices import rules
from sizao.oversight.notices.models import Notice
from sizao.oversight.notices.types import NoticeFacts
from sizao.spine.web.queries import paper
from sizao.spine.web.queries.typeset import compiled, punctuated

LINE_POINTS = 440
"""How wide the text of a page is, in points."""
DATA = Path(__file__).resolve().parents[1] / "data"
SAID = {
    "series": Words("{area}疫情防控指挥部", "Epidemic Control Headquarters of {area}"),
    "number": Words("通告〔{year}〕{number}号", "Public notice No. {number} of {year}"),
    "superseded": Words("本通告已被{other}取代,不再有效", "No longer in force: superseded by {other}"),
    "supersedes": Words("取代{other}", "takes the place of {other}"),
    "scope": Words("适用范围:{scope}", "Holds in: {scope}"),
    "chinese_only": Words("", "This notice was issued in Chinese; its text follows."),
    "exercise": Words("演练", "EXERCISE"),
}  # fmt: skip


@dataclass(frozen=True)
class NoticePaper:
    """Everything a paper says, as texts of one language."""

    language: str
    series: str
    number: str
    title: str
    body: list[str]
    signed: tuple[str, str]
    foot: str
    superseded: str = ""
    exercise: str = ""


def content_of(found: NoticeFacts, language: str) -> NoticePaper:
    """What a notice says on paper, with the notice it replaces, and the one by which it was replaced, by number."""
    is_zh = language.startswith("zh")
    area, scope = registry.area_names([found.area])[found.area], registry.full_name(found.scope)

    def said(key: str, **facts: object) -> str:
        return SAID[key].filled(**facts).in_language(language)

    body = (found.body if is_zh or not found.body_en else found.body_en).splitlines()
    lines = [each.strip() for each in body if each.strip()]
    if not is_zh and not found.body_en:
        lines.insert(0, said("chinese_only"))
    earlier, later = _numbered(found.supersedes_id), _numbered(found.superseded_by_id)
    foot = [said("scope", scope=scope), *([said("supersedes", other=earlier)] if earlier else [])]
    made = NoticePaper(
        "zh" if is_zh else "en", said("series", area=area), said("number", year=found.year, number=found.number),
        found.title.in_language(language), lines, (said("series", area=area), rules.dated(found.issued_at).in_language(language)),
        (";" if is_zh else "; ").join(foot), said("superseded", other=later) if later else "",
        said("exercise") if _is_exercise(found) else "",
    )  # fmt: skip
    if not is_zh:
        return made
    texts = punctuated({**vars(made), "signed": list(made.signed)})
    return NoticePaper(**{**texts, "signed": tuple(texts["signed"])})


def _numbered(notice_id: UUID | None) -> Words | None:
    """A linked notice by its number, as far as it is in scope."""
    row = Notice.objects.filter(pk=notice_id).values_list("year", "number").first() if notice_id else None
    return SAID["number"].filled(year=row[0], number=row[1]) if row else None


def _is_exercise(found: NoticeFacts) -> bool:
    return found.incident_id is not None and command.terms(found.incident_id).exercise_id is not None


def _head_size(text: str) -> float:
    """The size at which a red head keeps to one line of 156 mm, at the most 36 point."""
    return min(36.0, LINE_POINTS // max(len(text), 1))


def as_pdf(found: NoticeFacts, language: str) -> bytes:
    """The notice as PDF/A4 with embedded fonts."""
    said = content_of(found, language)
    return compiled(DATA / "notice.typ", {**vars(said), "head_size": _head_size(said.series)}, "pdf")


def as_word(found: NoticeFacts, language: str) -> bytes:
    """The notice as DOCX."""
    said = content_of(found, language)
    document = paper.new_paper(plain=said.language == "en")
    if said.superseded:
        paper.paragraph(
            document, said.superseded, size=11, font=paper.HEADING_FONT, latin=paper.LATIN_PLAIN, bold=True,
            align="center", colour=paper.RED,
        )  # fmt: skip
    (_official if said.language == "zh" else _plain)(document, said)
    paper.page_numbers(document)
    return paper.saved(document)


def _official(document: Any, said: NoticePaper) -> None:
    """Red head, number and red line, title, text, and who issued it when, four characters from the edge."""
    from docx.shared import Pt

    head = paper.paragraph(
        document, said.series, size=_head_size(said.series), font=paper.TITLE_FONT, align="center", colour=paper.RED
    )
    head.paragraph_format.line_spacing = 1.0
    _drill(document, said)
    paper.rule(paper.paragraph(document, said.number, align="center"))
    paper.paragraph(document, "")
    paper.paragraph(document, said.title, size=22, font=paper.TITLE_FONT, align="center")
    paper.paragraph(document, "")
    for each in said.body:
        paper.paragraph(document, each, indent=True)
    paper.paragraph(document, "")
    for each in said.signed:
        made = paper.paragraph(document, each, align="right")
        made.paragraph_format.right_indent = Pt(64)
        made.paragraph_format.keep_together = True
    paper.paragraph(document, said.foot, size=10)


def _plain(document: Any, said: NoticePaper) -> None:
    from docx.shared import Pt

    latin = paper.LATIN_PLAIN
    paper.paragraph(document, said.series, size=20, bold=True, colour=paper.BLUE, latin=latin)
    _drill(document, said)
    paper.rule(paper.paragraph(document, said.number, size=11, bold=True, latin=latin), paper.BLUE)
    title = paper.paragraph(document, said.title, size=15, bold=True, latin=latin)
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(12)
    for each in said.body:
        paper.paragraph(document, each, size=11, latin=latin).paragraph_format.space_after = Pt(6)
    paper.paragraph(document, "", size=11, latin=latin)
    for each in said.signed:
        paper.paragraph(document, each, size=11, align="right", latin=latin)
    paper.paragraph(document, said.foot, size=9, latin=latin).paragraph_format.space_before = Pt(18)


def _drill(document: Any, said: NoticePaper) -> None:
    if said.exercise:
        paper.paragraph(document, said.exercise, font=paper.HEADING_FONT, align="center", colour=paper.RED)
