"""The after-action report of a drill: one content, as HTML, Word and PDF, in both languages; every page says that it is an exercise.

All three are made from the JSON of a run, so that a report can be made again long after the drill's people are gone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from sizao.kernel.words import Words
from sizao.oversight.drills.queries.plots import Series, lines
from sizao.oversight.drills.types import InjectKind, LogKind, Playing, SeedWho
from sizao.spine.web.queries import paper

DATA = Path(__file__).resolve().parents[1] / "data"
FONTS = Path(__file__).resolve().parents[3] / "oversight" / "reports" / "data"
BAND = Words("演练 · 非真实疫情", "EXERCISE · not a real outbreak")
MOST_LINES = 60
"""Lines of the log that a report shows; the longest runs have thousands."""
TOLD = (LogKind.INJECT.value, LogKind.ACT.value, LogKind.FINDING.value)
HEADS = {
    "title": Words("演练复盘报告", "After-action report"),
    "figures": Words("一、主要结果", "1. Results"), "clock": Words("二、时限节点", "2. Milestones"),
    "plots": Words("三、过程", "3. Course"), "refusals": Words("四、平台拒绝", "4. Refusals by the platform"),
    "log": Words("五、经过(摘要)", "5. What happened (extract)"), "limits": Words("六、使用限制", "6. What this is not"),
}  # fmt: skip
LIMITS = Words(
    "本报告由合成城市和模型疫情得出:人物、住处、证件均为虚构。数字用于比较同一种子上的不同做法,不得作为任何真实疫情的预测,"
    "不得用于评价个人,也不得用于对真实人员采取措施。",
    "These results come from a synthetic city and a modelled epidemic: its people, homes and documents are invented. The numbers "
    "serve to compare ways of acting on one seed. They forecast no real outbreak, judge nobody's work, and justify no measure "
    "against anybody.",
)
TELLING: dict[str, Words] = {
    each.en: each
    for each in (
        Words("成立事件", "incident opened"), Words("报告病例", "case reported"), Words("病例隔离", "case isolated"),
        Words("判定为确诊病例", "classified confirmed"), Words("判定为无症状感染者", "classified asymptomatic"),
        Words("登记轨迹", "stays recorded"), Words("问出接触者", "contacts named"), Words("接触者审定通过", "contacts approved"),
        Words("接触者不予采纳", "contacts rejected"), Words("接触者转运到位", "contact in place"), Words("健康监测", "checks done"),
        Words("按期采样", "tests taken"), Words("在管人员检测阳性", "positive under follow-up"), Words("发布结果", "results released"),
        Words("采样", "samples taken"), Words("上报到访记录", "presence sent"), Words("上报日报", "report filed"),
        Words("日报迟报", "report late"), Words("检出阳性", "positive"), Words("发布通告", "notice issued"),
        Words("划定区域", "zone declared"), Words("答复上级", "answered the level above"), Words("解除管理", "released"),
        Words("转运名单丢失", "transfers lost"), Words("首批感染(隐藏真相)", "infected first"),
        Words("新增感染(隐藏真相)", "infected"), Words("判定为疑似病例", "classified suspected"),
        Words("判定为临床诊断病例", "classified probable"), Words("排除病例", "classified not_a_case"),
    )
}  # fmt: skip
"""What the log's lines say, in both languages."""
CITY = Words("城市", "City")
FIGURES: tuple[tuple[str, Words, str], ...] = (
    ("infections", Words("感染人数(真实)", "Infections (true)"), ""),
    ("infections_alone", Words("无人处置时的感染人数", "Infections had nobody acted"), ""),
    ("averted", Words("避免感染", "Infections averted"), ""),
    ("cases", Words("平台病例数", "Cases on the platform"), ""),
    ("missed", Words("未发现的感染者", "Infected people never found"), ""),
    ("contacts_true", Words("真实接触者", "True contacts"), ""),
    ("contacts_found", Words("已判定接触者", "Contacts decided on"), ""),
    ("recall", Words("查全率", "Recall"), "%"), ("precision", Words("查准率", "Precision"), "%"),
    ("known_before", Words("后续病例中采样时已在隔离者", "Later cases already in quarantine when sampled"), "%"),
    ("isolation_days", Words("隔离人天", "Days of isolation"), ""),
    ("days_per_averted", Words("每避免一例感染的隔离人天", "Days of isolation for each infection averted"), ""),
    ("hours_to_detection", Words("首例感染到发现(小时)", "Hours from the first infection to detection"), ""),
    ("hours_to_isolation", Words("采样到隔离(小时,中位数)", "Hours from sample to isolation (median)"), ""),
    ("reports_late", Words("日报迟报或漏报", "Day's reports late or missing"), ""),
)  # fmt: skip
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
    limits: str


def content(run: Mapping[str, Any], language: str, title: Words | None = None) -> Content:
    """The report of a run's JSON (``{"score": …, "log": […]}``) in a language."""
    score = run["score"]

    def say(words: Words) -> str:
        return words.in_language(language)

    named = Words(f"情景 {score['scenario']},方案 {score['edition']},随机种子 {score['seed']}",
                  f"Scenario {score['scenario']}, edition {score['edition']}, seed {score['seed']}")  # fmt: skip
    return Content(
        title=say(title) if title else say(HEADS["title"]), band=say(BAND), lead=say(named),
        heads={name: say(words) for name, words in HEADS.items()},
        figures=[(say(words), number(score.get(name), unit)) for name, words, unit in FIGURES],
        milestones=[
            (say(Words(**each["words"])), minute(each["planned_at"]), minute(each["actual_at"]), bool(each["is_late"]))
            for each in score["milestones"]
        ],
        plots=[(say(caption), lines(score["course"], series, language)) for caption, series in PLOTS],
        refusals=[(each["role"], each["code"], str(each["count"])) for each in score["refusals"]],
        log=[(minute(each["at"]), say(who(each)), say(told(each))) for each in _chosen(run.get("log", []))],
        limits=say(LIMITS),
    )  # fmt: skip


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


def _chosen(log: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What a reader wants of the log: injects and findings all, acts as far as there is room."""
    lines = [each for each in log if each["kind"] in TOLD]
    first = [each for each in lines if each["kind"] != LogKind.ACT.value]
    room = max(0, MOST_LINES - len(first))
    acts = [each for each in lines if each["kind"] == LogKind.ACT.value][:room]
    return sorted([*first, *acts], key=lambda each: str(each["at"]))[:MOST_LINES]


def who(entry: Mapping[str, Any]) -> Words:
    """The role or the kind of inject of a line."""
    known: dict[str, Words] = {each.value: each.words for each in (*Playing, *InjectKind, *SeedWho)}
    role = str(entry["role"])
    return CITY if role == "city" else known.get(role, Words(role, role))


def told(entry: Mapping[str, Any]) -> Words:
    """What a line says: an inject in its own words, an act with its count and what it was about."""
    if entry["kind"] == LogKind.INJECT.value:
        return Words(entry["detail"] or entry["what"], entry["what"])
    words = TELLING.get(entry["what"], Words(entry["what"], entry["what"]))
    count = f" × {entry['count']}" if entry["count"] != 1 else ""
    person = entry["detail"].removeprefix("person ")
    about = Words(f"({person} 号)", f" (person {person})") if person != entry["detail"] else Words("", "")
    return Words(f"{words.zh}{count}{about.zh}", f"{words.en}{count}{about.en}")


def as_html(run: Mapping[str, Any], language: str, title: Words | None = None) -> str:
    """The inside of a page: no script, no style; codes of refusals stand as they are, marked as English."""
    shown = content(run, language, title)
    parts = [f'<p class="drill" role="note"><strong>{escape(shown.band)}</strong></p>', f"<p>{escape(shown.lead)}</p>"]
    parts += [_head(shown, "figures"), _table(shown.figures), _head(shown, "clock")]
    parts.append(
        _table([(what, f"{due} → {done}{' ⚠' if late else ''}") for what, due, done, late in shown.milestones])
    )
    parts.append(_head(shown, "plots"))
    parts += [f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>" for caption, svg in shown.plots]
    parts += [
        _head(shown, "refusals"),
        _table([(f"{role} {code}", count) for role, code, count in shown.refusals], "en"),
    ]
    parts += [_head(shown, "log"), _table([(f"{at} {role}", what) for at, role, what in shown.log])]
    parts += [_head(shown, "limits"), f"<p>{escape(shown.limits)}</p>"]
    return "\n".join(parts)


def _head(shown: Content, name: str) -> str:
    return f"<h2>{escape(shown.heads[name])}</h2>"


def _table(rows: Sequence[tuple[str, str]], language: str = "") -> str:
    """Two columns; ``language`` marks words that are of one language whatever the page's is."""
    mark = f' lang="{language}"' if language else ""
    body = "".join(f'<tr><th scope="row">{escape(one)}</th><td>{escape(other)}</td></tr>' for one, other in rows)
    return f'<div class="table-scroll"><table{mark}><tbody>{body}</tbody></table></div>'


def as_page(run: Mapping[str, Any], language: str, title: Words | None = None) -> str:
    """A whole HTML document, for a file."""
    name = escape(content(run, language, title).title)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{name}</title></head>'
        f"<body><h1>{name}</h1>{as_html(run, language, title)}</body></html>"
    )


def as_word(run: Mapping[str, Any], language: str, title: Words | None = None) -> bytes:
    """The report as DOCX; the band stands in the head of every page."""
    from docx.shared import Mm

    shown = content(run, language, title)
    document = paper.new_paper(plain=True)
    head = document.sections[0].header.paragraphs[0]
    head.text = shown.band
    paper.paragraph(document, shown.title, size=20, bold=True, align="center")
    paper.paragraph(document, shown.band, size=12, bold=True, align="center", colour=paper.RED)
    paper.paragraph(document, shown.lead, size=10.5)
    _word_table(document, shown.heads["figures"], shown.figures)
    _word_table(
        document, shown.heads["clock"], [(a, f"{b} → {c}{' ⚠' if late else ''}") for a, b, c, late in shown.milestones]
    )
    paper.paragraph(document, shown.heads["plots"], size=13, bold=True)
    for caption, svg in shown.plots:
        document.add_picture(BytesIO(_compiled("plot.typ", {"svg": svg}, "png")), width=Mm(150))
        paper.paragraph(document, caption, size=9, align="center")
    _word_table(document, shown.heads["refusals"], [(f"{role} {code}", count) for role, code, count in shown.refusals])
    _word_table(document, shown.heads["log"], [(f"{at} {role}", what) for at, role, what in shown.log])
    paper.paragraph(document, shown.heads["limits"], size=13, bold=True)
    paper.paragraph(document, shown.limits, size=10.5)
    return paper.saved(document)


def _word_table(document: Any, head: str, rows: Sequence[tuple[str, str]]) -> None:
    paper.paragraph(document, head, size=13, bold=True)
    if not rows:
        paper.paragraph(document, "—", size=10.5)
        return
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for one, other in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = one, other


def as_pdf(run: Mapping[str, Any], language: str, title: Words | None = None) -> bytes:
    """The report as PDF with embedded fonts; the band stands on every page."""
    shown = content(run, language, title)
    return _compiled("after.typ", {**vars(shown), "language": "zh" if language.startswith("zh") else "en"}, "pdf")


def _compiled(template: str, given: Mapping[str, Any], form: Literal["pdf", "png"]) -> bytes:
    import typst

    made = typst.compile(
        str(DATA / template), format=form, font_paths=[str(FONTS)], ignore_system_fonts=True, root=str(DATA),
        sys_inputs={"content": json.dumps(given, ensure_ascii=False)}, ppi=200 if form == "png" else None,
    )  # fmt: skip
    return bytes(made)
