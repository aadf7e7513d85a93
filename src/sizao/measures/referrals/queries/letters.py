"""Reading replies and letters that go out, who is elsewhere, how each destination stands, and the papers themselves."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from sizao.ground.command import queries as command
from sizao.ground.identity.types import Identity
from sizao.ground.registry import queries as registry
from sizao.kernel.areas import NATION, Level, ancestor, contains
from sizao.kernel.words import Words
from sizao.measures.referrals import rules
from sizao.measures.referrals.errors import LetterUnknown, NoReplyYet
from sizao.measures.referrals.models import Letter, Named, Reply
from sizao.measures.referrals.queries import english
from sizao.measures.referrals.types import (
    SETTLED_OUTCOMES,
    Destination,
    Elsewhere,
    LetterFacts,
    ListFacts,
    NamedFacts,
    Outcome,
    PaperLanguage,
    ReplyFacts,
)
from sizao.spine.web.queries import paper
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import ContactFacts

COUNTED = {"people": Count("named"), "done": Count("named", filter=Q(named__answered_at__isnull=False))}
SHEET = (
    Words("序号", "Line"), Words("姓名", "Full name"), Words("证件类型", "Kind of document"),
    Words("证件号码", "Number of document"), Words("联系电话", "Phone"), Words("现住址", "Address"),
    Words("末次接触日期", "Last exposure"), Words("接触者类别", "Class of contact"), Words("建议措施", "Measure asked for"),
)  # fmt: skip
"""What the other place needs to find somebody, and nothing of how they became a contact."""


def replies(list_id: UUID) -> list[ReplyFacts]:
    """The replies to a list, newest first."""
    return [row.facts() for row in Reply.objects.filter(arrived=list_id).order_by("-at", "-serial")]


def reply_of(list_id: UUID) -> ReplyFacts:
    """The newest reply to a list.

    Raises:
        NoReplyYet: when none was made in scope.
    """
    found = replies(list_id)
    if not found:
        raise NoReplyYet
    return found[0]


def next_serial(rows: QuerySet[Reply] | QuerySet[Letter], area: int, year: int) -> int:
    """The next number of an area's papers of a year."""
    last = rows.filter(area=area, year=year).aggregate(last=Max("serial"))["last"]
    return int(last or 0) + 1


def letters(incident_id: UUID | None = None) -> list[LetterFacts]:
    """Letters that went out, newest first."""
    rows = Letter.objects.annotate(**COUNTED)
    rows = rows if incident_id is None else rows.filter(incident=incident_id)
    return [_facts(row) for row in rows.order_by("-sent_at", "-serial")]


def letter(letter_id: UUID) -> LetterFacts:
    """One letter.

    Raises:
        LetterUnknown: when there is none in scope.
    """
    row = Letter.objects.annotate(**COUNTED).filter(pk=letter_id).first()
    if row is None:
        raise LetterUnknown
    return _facts(row)


def _facts(row: Letter) -> LetterFacts:
    return row.facts(row.__dict__["people"], row.__dict__["done"])


def named(letter_id: UUID) -> list[NamedFacts]:
    """The people of a letter in order."""
    return [row.facts() for row in Named.objects.filter(letter=letter_id).order_by("line")]


def destinations(as_of: datetime) -> list[Destination]:
    """How the letters to each place stand, those that owe most first."""
    grouped: dict[str, list[LetterFacts]] = defaultdict(list)
    for each in letters():
        grouped[each.destination].append(each)
    found = [
        Destination(
            name, len(those), sum(each.people for each in those), sum(bool(each.received_at) for each in those),
            sum(each.answered for each in those), sum(each.is_overdue(as_of) for each in those),
        )
        for name, those in grouped.items()
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each.overdue, each.answered - each.people, each.name))


def told(those: Iterable[ContactFacts]) -> dict[UUID, UUID]:
    """Which contacts need no further letter, with the letter that names them.

    The newest letter's answer is open, or they were found; and they were not exposed again since. Who was not there, or has
    left, is told to the next place.
    """
    last = {each.id: each.last_exposure_at for each in those}
    newest = {row.contact_id: row for row in Named.objects.filter(contact__in=list(last)).order_by("id")}
    return {
        contact: row.letter_id
        for contact, row in newest.items()
        if row.since >= last[contact] and (row.answered_at is None or Outcome(row.outcome) in SETTLED_OUTCOMES)
    }


def elsewhere(incident_id: UUID) -> list[Elsewhere]:
    """Approved and lost contacts who live outside the incident's own area and need a letter, by the place that is to be told.

    Inside the same city that is the county, outside it the city.
    """
    incident = command.incident(incident_id)
    standing = [each for each in cases.contacts(incident_id) if each.status in rules.TOLD_STATES]
    named = told(standing)
    open_now = [each for each in standing if each.id not in named]
    people = registry.persons({each.person_id for each in open_now})
    found: dict[int, list[tuple[UUID, int, str]]] = defaultdict(list)
    for each in open_now:
        home = people[each.person_id].area_residence if each.person_id in people else NATION
        if home != NATION and not contains(incident.area, home):
            found[_told_to(home, incident.area)].append((each.id, each.person_id, each.number))
    names = registry.area_names(found)
    return [
        Elsewhere(names[area].zh, area, tuple(sorted(those, key=lambda each: each[2])))
        for area, those in sorted(found.items())
    ]


def _told_to(home: int, own: int) -> int:
    same_city = ancestor(home, Level.CITY) == ancestor(own, Level.CITY)
    return ancestor(home, Level.COUNTY if same_city else Level.CITY)


# ---------------------------------------------------------------------------------------------------- papers


def reply_paper(arrived: ListFacts, found: ReplyFacts) -> bytes:
    """The reply as an official paper (GB/T 9704-2012): to the sender, what was found of everybody, the list attached."""
    if found.language is PaperLanguage.ENGLISH:
        return english.reply_paper(arrived, found, issuer_of(arrived.area).en)
    document = paper.new_paper()
    issuer = _head(document, arrived.area, found.number)
    kind = "复函" if found.is_final else "阶段性复函"
    _title(document, f"关于疫情协查的{kind}")
    paper.paragraph(document, f"{arrived.sender}:")
    about = f"《{arrived.letter}》" if arrived.letter else "协查名单"
    paper.paragraph(
        document, f"你单位{_day(arrived.received_at)}{about}收悉。经逐一核查,现将结果函复如下。", indent=True
    )
    for place, text in enumerate(_results(found), 1):
        paper.paragraph(document, f"{paper.numeral(place)}、{text}", indent=True)
    if not found.is_final:
        paper.paragraph(document, "未办结人员仍在核查,办结后另行函告。", indent=True)
    paper.paragraph(document, "特此函复。", indent=True)
    _attached(document, "核查结果")
    _sign(document, issuer, found.at)
    paper.paragraph(document, "附件", font=paper.HEADING_FONT)
    paper.paragraph(document, "核查结果(序号与来函一致,姓名已作脱敏处理)", size=14)
    heads = ("来函序号", "姓名", "核查结果", "办结时间")
    rows = [(str(each.line), each.name or "—", _said(each), _short(each.answered_at)) for each in found.lines]
    paper.table(document, heads, rows, widths=(26, 36, 56, 38))
    paper.page_numbers(document)
    paper.punctuate(document)
    return paper.saved(document)


def _results(found: ReplyFacts) -> list[str]:
    """One sentence for each kind of result that there is."""
    sifted = sum(each.drop is not None for each in found.lines)
    waiting = sum(each.outcome is None and each.drop is None for each in found.lines)
    counts = [(outcome.words.zh, found.count(outcome)) for outcome in Outcome]
    texts = [f"共 {len(found.lines)} 人。"]
    texts += [f"{words} {number} 人。" for words, number in counts if number]
    texts += [f"经比对已在管理、已检测或重复,无需再核查 {sifted} 人。"] if sifted else []
    return texts + ([f"尚在核查 {waiting} 人。"] if waiting else [])


def _said(each: object) -> str:
    outcome, drop = getattr(each, "outcome"), getattr(each, "drop")  # noqa: B009
    return str(outcome.words.zh if outcome else drop.words.zh if drop else "核查中")


def letter_paper(found: LetterFacts) -> bytes:
    """The letter as an official paper: how many people, what is asked, by when; the list goes with it as a file."""
    incident = command.incident(found.incident_id)
    if found.language is PaperLanguage.ENGLISH:
        to = _named(found.destination, found.destination_area)
        return english.letter_paper(found, incident.title.en, issuer_of(found.area).en, to.en if to else "")
    document = paper.new_paper()
    issuer = _head(document, found.area, found.number)
    _title(document, "关于协查疫情相关人员的函")
    paper.paragraph(document, f"{found.destination}疫情防控指挥部:")
    paper.paragraph(
        document,
        f"在“{incident.title.zh}”处置中,经流行病学调查,发现 {found.people} 名相关人员现居你地(名单另附)。"
        f"请协助{found.asked},并于{_day(found.reply_by)}前函复核查结果。",
        indent=True,
    )
    paper.paragraph(document, "名单含个人信息,请专人接收、专项使用,处置结束后按规定销毁。", indent=True)
    paper.paragraph(document, "特此致函。", indent=True)
    _attached(document, f"协查人员名单({found.people} 人,Excel 文件另行传送)")
    _sign(document, issuer, found.sent_at)
    paper.page_numbers(document)
    paper.punctuate(document)
    return paper.saved(document)


def _head(document: object, area: int, number: str) -> str:
    """The red head with the issuer, the number and the red line; returns the issuer."""
    issuer = issuer_of(area).zh
    paper.paragraph(document, issuer, size=36 if len(issuer) <= 14 else 26, font=paper.TITLE_FONT, align="center", colour=paper.RED)  # fmt: skip
    paper.rule(paper.paragraph(document, number, font=paper.BODY_FONT, align="center"))
    paper.paragraph(document, "")
    return issuer


def issuer_of(area: int) -> Words:
    """Who writes the letters and replies of an area: its headquarters, else the area by name."""
    headquarters = command.headquarters_for(area)
    return headquarters.name if headquarters else registry.area_names([area])[area]


def _title(document: object, text: str) -> None:
    paper.paragraph(document, text, size=22, font=paper.TITLE_FONT, align="center")
    paper.paragraph(document, "")


def _attached(document: object, name: str) -> None:
    """What goes with the letter, named below its text and above its signature (GB/T 9704-2012, 7.3.4)."""
    paper.paragraph(document, "")
    paper.paragraph(document, f"附件:{name}", indent=True)


def _sign(document: object, issuer: str, at: datetime) -> None:
    paper.paragraph(document, "")
    paper.paragraph(document, issuer, align="right")
    paper.paragraph(document, _day(at), align="right")
    paper.paragraph(document, "")


def _day(at: datetime) -> str:
    local = at.astimezone(rules.TZ)
    return f"{local.year}年{local.month}月{local.day}日"


def _short(at: datetime | None) -> str:
    return f"{at.astimezone(rules.TZ):%m-%d %H:%M}" if at else "—"


def sheet(found: LetterFacts, people: list[NamedFacts], opened: Mapping[int, Identity]) -> bytes:
    """The list as a workbook: texts only, the few columns that are needed to find somebody."""
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    language, is_chinese = found.language.value, found.language is PaperLanguage.CHINESE
    page = book.add_worksheet("协查名单" if is_chinese else "People")
    bold = book.add_format({"bold": True, "border": 1, "bg_color": "#E9EFF8"})
    classes = cases.contacts_by_id([each.contact_id for each in people])
    title = f"{found.number}  {found.destination}  {found.people} 人"
    to = _named(found.destination, found.destination_area)
    page.write_string(0, 0, title if is_chinese else english.sheet_title(found, to.en if to else ""), bold)
    for column, head in enumerate(each.in_language(language) for each in SHEET):
        page.set_column(column, column, 20)
        page.write_string(1, column, head, bold)
    for row, each in enumerate(people, 2):
        who = opened[each.person_id]
        contact = classes.get(each.contact_id)
        cells = (
            str(each.line), who.name, who.document_kind.words.in_language(language), who.document_number, who.phone, who.address,
            f"{each.since.astimezone(rules.TZ):%Y-%m-%d}", contact.contact_class.words.in_language(language) if contact else "", found.asked,
        )  # fmt: skip
        for column, text in enumerate(cells):
            page.write_string(row, column, text or "")
    book.close()
    return stream.getvalue()


def _named(destination: str, area: int | None) -> Words | None:
    """The area's own names, when it is the area that is written to."""
    if area is None:
        return None
    names = registry.area_names([area]).get(area)
    return names if names and destination in names else None


def is_area(destination: str, area: int | None) -> bool:
    """Whether a destination is the area itself, by its name in the register, and nobody else there."""
    return _named(destination, area) is not None


def number_words(found: LetterFacts) -> Words:
    """The number of a letter as either language cites it."""
    return Words(found.number, english.reference("Letter", found.number))


def destination_words(found: LetterFacts) -> Words:
    """What the destination is called in both languages."""
    if found.destination_area is None:
        return Words(found.destination, found.destination)
    return registry.area_names([found.destination_area])[found.destination_area]
