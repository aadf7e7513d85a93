"""The papers of this room in English: the letter to another place and the reply to one, numbers and days as WHO writes them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sizao.measures.referrals import rules
from sizao.measures.referrals.types import LetterFacts, ListFacts, Outcome, ReplyFacts, ReplyLine
from sizao.spine.web.queries import paper

THIN = "\u202f"
HEADS = ("Line of your list", "Full name (masked)", "What was found", "Answered")


def letter_paper(found: LetterFacts, incident: str, issuer: str, area: str) -> bytes:
    """The letter: how many people, what is asked, by when; the list goes with it as a file.

    ``area`` is the English name of the area that is written to, empty when somebody else is.
    """
    document = _begun(
        issuer, reference("Letter", found.number), "Request for help in finding people concerned by an epidemic"
    )
    one = found.people == 1
    who = "one person concerned" if one else f"{_number(found.people)} people concerned"
    _said(document, f"To: {_addressee(found.destination, area)}")
    _said(
        document,
        f"The investigation of the event “{incident}” found {who} who {'is' if one else 'are'} now with you; the list is "
        f"attached. Please help to {found.asked.rstrip('.')}, and reply with what was found by {_day(found.reply_by)}.",
    )
    _said(
        document,
        "The list holds personal information: please have a named person receive it, use it for this purpose alone, and "
        "destroy it as the rules say once the response is over.",
    )
    _said(document, f"Attached: list of people ({_people(found.people)}; an Excel file, sent separately)")
    return _signed(document, issuer, found.sent_at)


def reply_paper(arrived: ListFacts, found: ReplyFacts, issuer: str) -> bytes:
    """The reply: to the sender, what was found of everybody, the list attached."""
    kind = "Reply" if found.is_final else "Reply in part"
    document = _begun(issuer, reference(kind, found.number), f"{kind} to a request for epidemic investigation")
    _said(document, f"To: {arrived.sender}")
    about = f" {arrived.letter}" if arrived.letter else ""
    _said(document, f"We received your list{about} of {_day(arrived.received_at)}, checked everybody on it, and found:")
    for place, text in enumerate(_results(found), 1):
        _said(document, f"{place}. {text}")
    if not found.is_final:
        _said(document, "Those who are still open are being checked; we will write again once that is done.")
    _said(document, "Attached: what was found")
    _signature(document, issuer, found.at)
    _said(document, "Attachment: what was found, by the line of your list; names are masked", bold=True)
    rows = [(str(each.line), each.name or "—", _outcome(each), _moment(each.answered_at)) for each in found.lines]
    paper.table(document, HEADS, rows, widths=(30, 36, 52, 38))
    return _ended(document)


def sheet_title(found: LetterFacts, area: str) -> str:
    """What stands above the list that goes with a letter."""
    return f"{reference('Letter', found.number)}  {area or found.destination}  {_people(found.people)}"


def _results(found: ReplyFacts) -> list[str]:
    """One sentence for each kind of result that there is."""
    sifted = sum(each.drop is not None for each in found.lines)
    waiting = sum(each.outcome is None and each.drop is None for each in found.lines)
    counts = [(outcome.words.en, found.count(outcome)) for outcome in Outcome]
    texts = [f"On the list: {_people(len(found.lines))}."]
    texts += [f"{words}: {_people(number)}." for words, number in counts if number]
    texts += [f"Managed, tested or listed before, so that no check was needed: {_people(sifted)}."] if sifted else []
    return texts + ([f"Still being checked: {_people(waiting)}."] if waiting else [])


def _outcome(each: ReplyLine) -> str:
    said = each.outcome or each.drop
    return said.words.en if said else "Being checked"


def _begun(issuer: str, number: str, title: str) -> Any:
    """The head of the issuer, the number, the red line and the title."""
    document = paper.new_paper()
    paper.paragraph(
        document, issuer, size=24 if len(issuer) <= 40 else 18, font=paper.TITLE_FONT, align="center", colour=paper.RED,
        bold=True,
    )  # fmt: skip
    paper.rule(paper.paragraph(document, number, size=12, align="center"))
    paper.paragraph(document, "")
    paper.paragraph(document, title, size=18, font=paper.TITLE_FONT, align="center", bold=True)
    paper.paragraph(document, "")
    return document


def _said(document: Any, text: str, *, bold: bool = False) -> None:
    """A paragraph as an English letter sets it: smaller than the Chinese, parted from the next, not drawn in."""
    from docx.shared import Pt

    made = paper.paragraph(document, text, size=12, bold=bold)
    made.paragraph_format.line_spacing = 1.15
    made.paragraph_format.space_after = Pt(8)


def _signature(document: Any, issuer: str, at: datetime) -> None:
    paper.paragraph(document, issuer, size=12, align="right")
    paper.paragraph(document, _day(at), size=12, align="right")


def _signed(document: Any, issuer: str, at: datetime) -> bytes:
    _signature(document, issuer, at)
    return _ended(document)


def _ended(document: Any) -> bytes:
    paper.page_numbers(document)
    return paper.saved(document)


def _addressee(destination: str, area: str) -> str:
    return f"Epidemic response headquarters of {area}" if area else destination


def _number(value: int) -> str:
    return f"{value:,}".replace(",", THIN)


def reference(kind: str, number: str) -> str:
    """A number to cite for who reads no Chinese, beside the one in the register: ``Letter No. 3 of 2021 (协函〔2021〕3号)``."""
    year, serial = re.findall(r"\d+", number)
    return f"{kind} No. {serial} of {year} ({number})"


def _people(value: int) -> str:
    return "1 person" if value == 1 else f"{_number(value)} people"


def _day(at: datetime) -> str:
    local = at.astimezone(rules.TZ)
    return f"{local.day} {local:%B %Y}"


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(rules.TZ):%Y-%m-%d %H:%M}" if at else "—"
