"""The after-action report of a drill: one content, as HTML, Word and PDF, in both languages; every page says that it is an exercise.

All three are made from the JSON of a run, so that a report can be made again long after the drill's people are gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from sizao.kernel.editions import library
from sizao.kernel.editions.errors import NoSuchEdition
from sizao.kernel.words import Words
from sizao.oversight.drills.errors import ScenarioUnfit, ScenarioUnknown
from sizao.oversight.drills.queries.plots import Series, lines
from sizao.oversight.drills.queries.scenarios import scenario
from sizao.oversight.drills.queries.wording import (
    BAND,
    FIGURES,
    HEADS,
    LIMITS,
    WHOLE,
    figure,
    refusal,
    role_of,
    told,
    who,
)
from sizao.oversight.drills.types import LogKind
from sizao.spine.web.queries import paper
from sizao.spine.web.queries.typeset import compiled

DATA = Path(__file__).resolve().parents[1] / "data"
MOST_LINES = 60
"""Lines of the log that a report shows; the longest runs have thousands."""
TOLD = (LogKind.INJECT.value, LogKind.ACT.value, LogKind.FINDING.value)
COURSE = (
    Series("infections", Words("新增感染(真实)", "New infections (true)"), "#b42318"),
    Series("infections_alone", Words("无人处置时", "Had nobody acted"), "#98a2b3"),
    Series("found", Words("报告病例", "Cases reported"), "#0b5cad"),
)
KEPT = (Series("isolated", Words("在隔离人数", "People in quarantine"), "#027a48"),)
PLOTS = (
    (Words("每日感染与发现", "Infections and findings by day"), COURSE),
    (Words("每日在隔离人数", "People in quarantine by day"), KEPT),
)


@dataclass(frozen=True)
class Content:
    """Everything a report shows, as texts of one language."""

    title: str
    band: str
    lead: str
    heads: Mapping[str, str]
    figures: Sequence[tuple[str, str]]
    milestones: Sequence[tuple[str, str, str, bool]]
    """What, planned, reached, whether late."""
    plots: Sequence[tuple[str, str]]
    """A caption and its SVG."""
    refusals: Sequence[tuple[str, str, str]]
    log: Sequence[tuple[str, str, str]]
    whole: str
    """Where the rest of the log is."""
    limits: str


def content(run: Mapping[str, Any], language: str, title: Words | None = None) -> Content:
    """The report of a run's JSON (``{"score": …, "log": […]}``) in a language."""
    score = run["score"]

    def say(words: Words) -> str:
        return words.in_language(language)

    picked = chosen(run.get("log", []))
    edition = edition_title(score["edition"])
    story = title or story_of(str(score["scenario"]))
    named = Words(f"情景:{story.zh};方案:{edition.zh};随机种子:{score['seed']}",
                  f"Scenario: {story.en}; edition: {edition.en}; seed: {score['seed']}")  # fmt: skip
    return Content(
        title=say(HEADS["title"]), band=say(BAND), lead=say(named),
        heads={name: say(words) for name, words in HEADS.items()},
        figures=[(say(words), number(figure(score, name), unit)) for name, words, unit in FIGURES],
        milestones=[
            (say(Words(**each["words"])), minute(each["planned_at"]), minute(each["actual_at"]), bool(each["is_late"]))
            for each in score["milestones"]
        ],
        plots=plots(score, language),
        refusals=[
            (say(role_of(each["role"])), say(refusal(each["code"])), str(each["count"])) for each in score["refusals"]
        ],
        log=[(minute(each["at"]), say(who(each)), say(told(each))) for each in picked],
        whole=say(WHOLE).format(shown=len(picked), all=len(run.get("log", []))), limits=say(LIMITS),
    )  # fmt: skip


def story_of(scenario_id: str) -> Words:
    """A scenario's title; one that is not there any more is named by its id."""
    try:
        return scenario(scenario_id).title
    except (ScenarioUnknown, ScenarioUnfit):
        return Words(scenario_id, scenario_id)


def edition_title(edition_id: str) -> Words:
    """An edition's title; one that has gone since is named by its id."""
    try:
        return library().get(edition_id).title
    except NoSuchEdition:
        return Words(edition_id, edition_id)


def plots(score: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """A caption and its SVG for each plot of a score."""
    return [(caption.in_language(language), lines(score["course"], series, language)) for caption, series in PLOTS]


def number(value: float | None, unit: str = "") -> str:
    """A figure as it is read; nothing is a dash."""
    if value is None:
        return "—"
    return f"{value:.0%}" if unit == "%" else f"{value:,.1f}".removesuffix(".0")


def minute(moment: str | None) -> str:
    """A moment in civil time of China, to the minute."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    if not moment:
        return "—"
    return f"{datetime.fromisoformat(moment).astimezone(ZoneInfo('Asia/Shanghai')):%m-%d %H:%M}"


def chosen(log: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What matters first: injects, the first time of every act, findings; then further acts as far as there is room."""
    lines = [each for each in log if each["kind"] in TOLD]
    acts = [each for each in lines if each["kind"] == LogKind.ACT.value]
    first = {str(each["what"]): each for each in reversed(acts)}
    others = [each for each in lines if each["kind"] != LogKind.ACT.value]
    ranked = [
        *(each for each in others if each["kind"] == LogKind.INJECT.value), *first.values(),
        *(each for each in others if each["kind"] != LogKind.INJECT.value),
        *(each for each in acts if first[str(each["what"])] is not each),
    ]  # fmt: skip
    return sorted(ranked[:MOST_LINES], key=lambda each: str(each["at"]))


def as_html(run: Mapping[str, Any], language: str, title: Words | None = None) -> str:
    """The inside of a page, without its band: no script, no style."""
    shown = content(run, language, title)
    figures = table_of(shown.figures, (shown.heads["what"], shown.heads["value"]))
    parts = [f"<p>{escape(shown.lead)}</p>", _head(shown, "figures"), figures, _head(shown, "clock")]
    heads = shown.heads
    steps = _steps(shown)
    parts.append(table_of(steps, (heads["milestone"], heads["planned"], heads["reached"])))
    parts.append(_head(shown, "plots"))
    parts += [f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>" for caption, svg in shown.plots]
    parts += [_head(shown, "refusals"), table_of(shown.refusals, (heads["who"], heads["sentence"], heads["times"]))]
    parts += [_head(shown, "log"), f"<p>{escape(shown.whole)}</p>"]
    log = [(at.replace(" ", "\xa0"), role, what) for at, role, what in shown.log]
    parts.append(table_of(log, (heads["when"], heads["who"], heads["done"])))
    parts += [_head(shown, "limits"), f"<p>{escape(shown.limits)}</p>"]
    return "\n".join(parts)


def _head(shown: Content, name: str) -> str:
    return f"<h2>{escape(shown.heads[name])}</h2>"


def table_of(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> str:
    """A table with its heads; the first column says what a row is about. Without rows a dash."""
    if not rows:
        return "<p>—</p>"
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(each)}</td>" for each in row[1:])}</tr>'
        for row in rows
    )
    return f'<div class="table-scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


STYLE = (
    "body{font:15px/1.5 system-ui,'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif;color:#1d2939;max-width:60rem;"
    "margin:2rem auto;padding:0 1rem}h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}"
    ".drill{border:2px solid #b42318;color:#b42318;padding:.3rem .8rem;display:inline-block;margin:0}"
    "table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #d0d5dd;padding:.3rem .6rem;text-align:left;"
    "vertical-align:top;font-variant-numeric:tabular-nums}thead th{color:#475467;font-size:.85rem}tbody th{font-weight:500}"
    ".table-scroll{overflow-x:auto}figure{margin:1rem 0}figure svg{max-width:100%;height:auto}figcaption{color:#475467}"
    "@media print{body{margin:0;max-width:none}tr,figure{break-inside:avoid}}"
)
"""Of a file that is opened by itself; a page of the platform has its own."""


def page_of(title: str, band: str, language: str, inside: str) -> str:
    """A whole HTML document with the band, for a file."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f'<style>{STYLE}</style></head><body><p class="drill" role="note"><strong>{escape(band)}</strong></p>'
        f"<h1>{escape(title)}</h1>{inside}</body></html>"
    )


def as_page(run: Mapping[str, Any], language: str, title: Words | None = None) -> str:
    """A whole HTML document, for a file."""
    shown = content(run, language, title)
    return page_of(shown.title, shown.band, language, as_html(run, language, title))


def as_file(run: Mapping[str, Any], language: str, title: Words | None = None) -> bytes:
    """The same as a download: one file with its plots in it, which opens without a network."""
    return as_page(run, language, title).encode()


def as_word(run: Mapping[str, Any], language: str, title: Words | None = None) -> bytes:
    """The report as DOCX; the band stands in the head of every page."""
    from docx.shared import Mm

    shown = content(run, language, title)
    document = paper.new_paper(plain=True)
    paper.paragraph(document, shown.title, size=20, bold=True, align="center")
    band_on(document, shown.band)
    paper.paragraph(document, shown.lead, size=10.5)
    _word_table(document, shown.heads["figures"], shown.figures, (120, 36))
    heads = tuple(shown.heads[each] for each in ("milestone", "planned", "reached"))
    _word_table(document, shown.heads["clock"], _steps(shown), (80, 36, 40), heads)
    heading(document, shown.heads["plots"])
    for caption, svg in shown.plots:
        document.add_picture(BytesIO(compiled(DATA / "plot.typ", {"svg": svg}, "png", ppi=200)), width=Mm(150))
        paper.paragraph(document, caption, size=9, align="center")
    _word_table(document, shown.heads["refusals"], shown.refusals, (40, 100, 16))
    _word_table(document, shown.heads["log"], shown.log, (28, 44, 84))
    paper.paragraph(document, shown.whole, size=9)
    heading(document, shown.heads["limits"])
    paper.paragraph(document, shown.limits, size=10.5)
    return paper.saved(document)


def _steps(shown: Content) -> list[tuple[str, str, str]]:
    """The milestones as lines of a table; one that is late says so in words."""
    late = shown.heads["late"]
    return [(what, due, f"{done} {late}" if is_late else done) for what, due, done, is_late in shown.milestones]


def band_on(document: Any, band: str) -> None:
    """The band in the head of every page, as the PDF has it."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import RGBColor

    head = document.sections[0].header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run(band)
    run.bold, run.font.color.rgb = True, RGBColor.from_string(paper.RED)


def heading(document: Any, text: str) -> None:
    """The head of a part, never alone at the foot of a page."""
    paper.paragraph(document, text, size=13, bold=True)
    document.paragraphs[-1].paragraph_format.keep_with_next = True


def _word_table(
    document: Any, head: str, rows: Sequence[Sequence[str]], widths: Sequence[int], heads: Sequence[str] = ()
) -> None:
    heading(document, head)
    if not rows:
        paper.paragraph(document, "—", size=10.5)
        return
    word_table(document, rows, widths, heads)


def word_table(document: Any, rows: Sequence[Sequence[str]], widths: Sequence[int], heads: Sequence[str] = ()) -> None:
    """A table of some widths in millimetres; its heads are bold and stand again on every page."""
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for place, row in enumerate([heads, *rows] if heads else rows):
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
            cell.width = Mm(width)
            run = cell.paragraphs[0].add_run(text)
            run.font.size, run.bold = Pt(9.5), bool(heads) and place == 0
    if heads:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def as_pdf(run: Mapping[str, Any], language: str, title: Words | None = None) -> bytes:
    """The report as PDF with embedded fonts; the band stands on every page."""
    shown = content(run, language, title)
    return compiled(DATA / "after.typ", {**vars(shown), "language": "zh" if language.startswith("zh") else "en"}, "pdf")
