"""The report of a comparison: two ways of playing on the same seeds, as HTML, Word and PDF, in both languages.

Made from the JSON of the scores alone, as the after-action report is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

from sizao.kernel.words import Words
from sizao.oversight.drills.queries.plots import Series, pairs
from sizao.oversight.drills.queries.report import (
    DATA,
    band_on,
    edition_title,
    heading,
    number,
    page_of,
    story_of,
    table_of,
    word_table,
)
from sizao.oversight.drills.queries.wording import BAND, COMPARED, COMPARED_LIMITS, LIMITS
from sizao.oversight.drills.rules.scoring import compare
from sizao.oversight.drills.types import Measure, Score
from sizao.spine.web.queries import paper
from sizao.spine.web.queries.typeset import compiled

SHARES = frozenset({Measure.RECALL, Measure.PRECISION})
SHOWN = (Measure.INFECTIONS, Measure.MISSED, Measure.ISOLATION_ORDERED)
"""Measures that are shown seed by seed."""
BLUE, ORANGE = "#0b5cad", "#b54708"
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """Everything that the report shows, as texts of one language."""

    title: str
    band: str
    lead: Sequence[str]
    heads: Mapping[str, str]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    plots: Sequence[tuple[str, str]]
    """A caption and its SVG."""
    seed_columns: Sequence[str]
    seeds: Sequence[Sequence[str]]
    limits: Sequence[str]


def content(ways: Sequence[tuple[Words, Sequence[Json]]], language: str, title: Words | None = None) -> Shown:
    """The comparison of two ways, each with its name and the scores of the same seeds, in a language."""
    (first, before), (second, after) = ways
    compared = compare(
        [Score.from_json(dict(each)) for each in before], [Score.from_json(dict(each)) for each in after], ("", "")
    )

    def say(words: Words) -> str:
        return words.in_language(language)

    heads = {name: say(words) for name, words in COMPARED.items()}
    story = title or story_of(str(before[0]["scenario"]))
    seeds = compared.seeds
    by_seed = [{each["seed"]: each for each in rows} for rows in (before, after)]
    lines = [f"{heads['scenario']}{say(story)}", f"{heads['first']}{say(first)}", f"{heads['second']}{say(second)}",
             f"{heads['seeds']}{', '.join(map(str, seeds))}"]  # fmt: skip
    if compared.unlike:
        lines.append(f"{heads['unlike']}{', '.join(map(str, compared.unlike))}")
    interval = heads["interval"].format(confidence=f"{compared.confidence:.0%}")
    return Shown(
        title=heads["title"], band=say(BAND), lead=lines, heads=heads,
        columns=[heads["measure"], heads["before"], heads["after"], heads["difference"], interval],
        rows=[_row(each, say, heads["unclear"]) for each in compared.rows],
        plots=[(say(each.words), _plot(each, by_seed, seeds, [say(COMPARED["before"]), say(COMPARED["after"])])) for each in SHOWN],
        seed_columns=[heads["seed"], *(say(each.words) for each in SHOWN)],
        seeds=[[str(seed), *(_both(each, by_seed, seed) for each in SHOWN)] for seed in seeds],
        limits=[say(COMPARED_LIMITS), say(LIMITS)],
    )  # fmt: skip


def _row(each: Any, say: Any, unclear: str) -> list[str]:
    """A measure: both means, the difference with its sign, the interval; one that holds nought says so."""
    unit = "%" if each.measure in SHARES else ""
    low, high = _signed(each.low, unit), _signed(each.high, unit)
    holds_nought = each.low is not None and each.high is not None and each.low <= 0 <= each.high
    between = "—" if each.low is None else f"{low} … {high}{unclear if holds_nought else ''}"
    means = [number(each.first, unit), number(each.second, unit)]
    return [say(each.measure.words), *means, _signed(each.difference, unit), between]


def _signed(value: float | None, unit: str) -> str:
    """A difference as it is read: with its sign, nought without; of shares in percentage points."""
    if value is None:
        return "—"
    size = abs(value) * (100 if unit else 1)
    said = f"{size:,.1f}".removesuffix(".0")
    return said if said == "0" else f"{'−' if value < 0 else '+'}{said}"


def _plot(measure: Measure, by_seed: Sequence[Mapping[int, Json]], seeds: Sequence[int], names: Sequence[str]) -> str:
    values = [[float(scores[seed][measure.value]) for seed in seeds] for scores in by_seed]
    colours = zip(names, (BLUE, ORANGE), strict=True)
    return pairs(seeds, values, [Series("", Words(name, name), colour) for name, colour in colours])


def _both(measure: Measure, by_seed: Sequence[Mapping[int, Json]], seed: int) -> str:
    return " → ".join(number(float(scores[seed][measure.value])) for scores in by_seed)


def as_page(ways: Sequence[tuple[Words, Sequence[Json]]], language: str, title: Words | None = None) -> str:
    """A whole HTML document, for a file."""
    shown = content(ways, language, title)
    parts = [f"<p>{'<br>'.join(map(escape, shown.lead))}</p>", f"<h2>{escape(shown.heads['result'])}</h2>"]
    parts += [table_of(shown.rows, shown.columns), f"<p>{escape(shown.heads['reading'])}</p>"]
    parts.append(f"<h2>{escape(shown.heads['course'])}</h2>")
    parts += [f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>" for caption, svg in shown.plots]
    parts += [table_of(shown.seeds, shown.seed_columns), f"<h2>{escape(shown.heads['limits'])}</h2>"]
    parts += [f"<p>{escape(each)}</p>" for each in shown.limits]
    return page_of(shown.title, shown.band, language, "\n".join(parts))


def as_word(ways: Sequence[tuple[Words, Sequence[Json]]], language: str, title: Words | None = None) -> bytes:
    """The report as DOCX; the band stands in the head of every page."""
    from docx.shared import Mm

    shown = content(ways, language, title)
    document = paper.new_paper(plain=True)
    band_on(document, shown.band)
    paper.paragraph(document, shown.title, size=20, bold=True, align="center")
    for line in shown.lead:
        paper.paragraph(document, line, size=10.5)
    heading(document, shown.heads["result"])
    word_table(document, shown.rows, (50, 16, 18, 28, 44), shown.columns)
    paper.paragraph(document, shown.heads["reading"], size=9)
    heading(document, shown.heads["course"])
    for caption, svg in shown.plots:
        document.add_picture(BytesIO(compiled(DATA / "plot.typ", {"svg": svg}, "png", ppi=200)), width=Mm(150))
        paper.paragraph(document, caption, size=9, align="center")
    word_table(document, shown.seeds, (18, 46, 46, 46), shown.seed_columns)
    heading(document, shown.heads["limits"])
    for line in shown.limits:
        paper.paragraph(document, line, size=10.5)
    return paper.saved(document)


def as_pdf(ways: Sequence[tuple[Words, Sequence[Json]]], language: str, title: Words | None = None) -> bytes:
    """The report as PDF with embedded fonts; the band stands on every page."""
    shown = content(ways, language, title)
    return compiled(
        DATA / "compare.typ", {**vars(shown), "language": "zh" if language.startswith("zh") else "en"}, "pdf"
    )


def way_words(name: str, strategies: Mapping[str, Words]) -> Words:
    """What a way of playing is called: a strategy's name or an edition's title."""
    return strategies.get(name) or edition_title(name)
