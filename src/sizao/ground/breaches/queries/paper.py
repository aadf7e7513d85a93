"""A breach file as a paper: the notice with the right to answer, and after the finding the finding with its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.timezone import get_current_timezone

from sizao.ground.breaches.types import BreachFacts, StepFacts, StepKind
from sizao.kernel.decisions import Clause
from sizao.kernel.words import Words
from sizao.spine.web.queries import paper

NOTICE = Words("责任事项告知书", "Notice of a breach and of the right to answer")
FINDING = Words("责任认定书", "Finding on a breach")
HANDED = Words(
    "本告知书由{by}于{when}送达,{to}签收(回证:{receipt})。",
    "Handed over by {by} at {when}, taken by {to} (receipt: {receipt}).",
)
RIGHT = Words(
    "你(单位)有权于{until}前陈述和申辩,并可提交证据。期限届满前不作出认定;不因陈述申辩加重处理。",
    "You may answer until {until} and hand in evidence. Nothing is found before you have answered or that time is over, and nothing becomes heavier because you answered.",
)  # fmt: skip
APPEAL = Words(
    "如对认定不服,可于{until}前提出申诉;申诉由未参与本案的人员处理,不因申诉加重处理。",
    "You may appeal until {until}; somebody who took no part in the file decides, and nothing becomes heavier because you appealed.",
)
SECTIONS = {
    "about": Words("责任事项", "What it is about"), "evidence": Words("证据", "Evidence"),
    "basis": Words("依据", "Legal basis"), "proposed": Words("拟作处理", "Measure considered"),
    "right": Words("陈述申辩", "Right to answer"), "answers": Words("陈述申辩情况", "What was answered"),
    "found": Words("认定", "Finding"), "appeal": Words("申诉", "Appeal"),
    "withdrawn": Words("撤案", "Withdrawal"),
}  # fmt: skip
WEAK = Words(
    "(条文依据系背景知识,使用前请核对原文)",
    "(The text of the article is background knowledge: check the original before use.)",
)


def title(found: BreachFacts) -> Words:
    """What the paper is called as the file stands."""
    return FINDING if found.last(StepKind.FOUND) else NOTICE


def when(moment: datetime) -> Words:
    """A moment as official papers print it."""
    local = moment.astimezone(get_current_timezone())
    zh = f"{local.year}年{local.month}月{local.day}日{local.hour}时" + (f"{local.minute}分" if local.minute else "")
    return Words(zh, f"{local:%H:%M} on {local.day} {local:%B %Y}")


def sections(found: BreachFacts) -> Iterator[tuple[Words, list[Words]]]:
    """The paper's chapters, each with its paragraphs; only those that have something to say."""
    about = Words(
        "{when},在{place},{party}“{duty}”({holder})存在以下问题:{what}",
        "{when}, {place}. {party}: “{duty}” ({holder}). {what}",
    ).filled(
        when=when(found.happened_at), place=found.place, party=found.party.words, duty=found.duty, holder=found.holder,
        what=found.what,
    )  # fmt: skip
    yield SECTIONS["about"], [about]
    yield (
        SECTIONS["evidence"],
        [_evidence(place, each.text, each.reference) for place, each in enumerate(found.evidence, 1)],
    )
    yield (
        SECTIONS["basis"],
        [found.basis, *([WEAK] if Clause("", "", confidence=found.basis_confidence).is_weak else [])],
    )
    yield SECTIONS["proposed"], [found.proposed]
    yield from _told(found)
    yield from _decided(found)


def _evidence(place: int, text: str, reference: str) -> Words:
    return Words(f"{place}. {text}(出处:{reference})", f"{place}. {text} (kept as: {reference})")


def _told(found: BreachFacts) -> Iterator[tuple[Words, list[Words]]]:
    told = found.last(StepKind.TOLD)
    if told is not None and told.until is not None:
        handed = (
            [
                HANDED.filled(
                    by=told.delivery.by, to=told.delivery.to, when=when(told.delivery.at), receipt=told.reference
                )
            ]
            if told.delivery
            else []
        )
        yield SECTIONS["right"], [RIGHT.filled(until=when(told.until)), *handed]
    if found.answers:
        yield SECTIONS["answers"], [_said(each) for each in found.answers]


def _decided(found: BreachFacts) -> Iterator[tuple[Words, list[Words]]]:
    step = found.last(StepKind.FOUND)
    if step is not None:
        said = [_result(step), Words(step.text, step.text)]
        if step.until is not None:
            said.append(APPEAL.filled(until=when(step.until)))
        yield SECTIONS["found"], said
    appeals = [each for each in found.steps if each.kind in (StepKind.APPEALED, StepKind.REVIEWED)]
    if appeals:
        yield SECTIONS["appeal"], [_result(each) if each.outcome else _said(each) for each in appeals]
        review = found.last(StepKind.REVIEWED)
        if review is not None:
            yield SECTIONS["appeal"], [Words(review.text, review.text)]
    withdrawn = found.last(StepKind.WITHDRAWN)
    if withdrawn is not None:
        yield SECTIONS["withdrawn"], [_said(withdrawn)]


def _said(step: StepFacts) -> Words:
    moment = when(step.at)
    zh, en = (f"(存:{step.reference})", f" (kept as: {step.reference})") if step.reference else ("", "")
    return Words(f"{moment.zh}:{step.text}{zh}", f"{moment.en}: {step.text}{en}")


def _result(step: StepFacts) -> Words:
    moment, result = when(step.at), step.finding or step.outcome
    zh, en = result.words if result else Words("", "")
    if step.measure is None:
        return Words(f"{moment.zh}:{zh}。", f"{moment.en}: {en}.")
    return Words(f"{moment.zh}:{zh}。处理:{step.measure.zh}。", f"{moment.en}: {en}. Measure: {step.measure.en}.")


def as_word(found: BreachFacts, area: Words, language: str, at: datetime) -> bytes:
    """The paper as DOCX in the official page; Chinese as GB/T 9704-2012 sets it, English plain."""
    is_zh = language.startswith("zh")
    document = paper.new_paper(plain=not is_zh)
    _line(document, area, language, size=26 if is_zh else 14, font=paper.TITLE_FONT, align="center", colour=paper.RED)
    number = Words(f"案卷编号 {found.number}", f"File {found.number}")
    paper.rule(_line(document, number, language, font=paper.SECOND_FONT, align="center"))
    _line(document, title(found), language, size=22 if is_zh else 16, font=paper.TITLE_FONT, align="center")
    _line(document, Words(f"{found.holder}:", f"{found.holder}:"), language)
    for place, (head, paragraphs) in enumerate(_joined(found), 1):
        numbered = Words(f"{paper.numeral(place)}、{head.zh}", f"{place}. {head.en}")
        _line(document, numbered, language, font=paper.HEADING_FONT, indent=is_zh, bold=not is_zh)
        for each in paragraphs:
            _line(document, each, language, indent=is_zh)
    _line(document, Words("", ""), language)
    _line(document, area, language, align="right")
    _line(
        document,
        Words(when(at).zh.partition("日")[0] + "日", when(at).en.partition(" on ")[2]),
        language,
        align="right",
    )
    if is_zh:
        paper.punctuate(document)
    paper.page_numbers(document)
    return paper.saved(document)


def _joined(found: BreachFacts) -> list[tuple[Words, list[Words]]]:
    """Chapters of one name are one chapter."""
    chapters: dict[Words, list[Words]] = {}
    for head, paragraphs in sections(found):
        chapters.setdefault(head, []).extend(paragraphs)
    return list(chapters.items())


def _line(document: Any, words: Words, language: str, **more: Any) -> Any:
    if language.startswith("zh"):
        return paper.paragraph(document, words.zh, **more)
    more.pop("font", None)
    return paper.paragraph(document, words.en, **{"size": 10.5, "latin": paper.LATIN_PLAIN, **more})
