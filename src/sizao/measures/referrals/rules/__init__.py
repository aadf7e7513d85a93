"""Reading a letter's lines, finding an area in an address, sifting out who needs no check, and what may be done next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sizao.ground.identity.types import NewIdentity
from sizao.kernel import areas, documents
from sizao.kernel.decisions import Clause, Decision
from sizao.kernel.editions.schedule import plan
from sizao.kernel.words import Words
from sizao.measures.referrals.errors import ClaimedByOther, NoteNeeded, NotInEnglish, NotOpen, NotPlaced, NotToBeTold
from sizao.measures.referrals.types import (
    OPEN_STATES,
    Confidence,
    Drop,
    Entry,
    Known,
    Named,
    Outcome,
    PaperLanguage,
    Placed,
    Reading,
    RequestFacts,
    Sparing,
    State,
    Tested,
)
from sizao.trace.cases.types import ContactFacts, ContactState

HAN = re.compile(r"[\u3400-\u9fff]")
ASKED = Words(
    "核实人员去向,落实健康管理和核酸检测", "find these people, manage their health and test them for nucleic acid"
)
"""What a letter asks when its drafter says nothing else."""
TZ = ZoneInfo("Asia/Shanghai")
"""Days of end-of-day sheets are civil days here."""
TOLD_STATES = frozenset({ContactState.APPROVED, ContactState.LOST})
"""States in which another place may be told of a contact: a letter opens whole identities."""
NOTED = frozenset({Outcome.LEFT, Outcome.NOT_HERE, Outcome.REFUSED, Outcome.UNTRACEABLE})
"""Outcomes that say little without a note: where to, why, how it was looked for."""
SENDERS_WORDS: dict[str, tuple[str, ...]] = {
    "name": ("入住人姓名", "住客姓名", "宾客姓名", "旅客姓名", "乘客姓名", "入住人", "住客", "旅客", "乘客"),
    "phone": ("旅客电话", "乘客电话", "预留电话", "联系手机"),
    "address": ("到达后居住地址", "到达后住址", "目的地地址", "落地后住址", "户籍地址", "通讯地址"),
    "last_exposure_at": (
        "离店时间", "离店日期", "退房时间", "退房日期", "航班日期", "乘机日期", "乘车日期", "车次日期", "入住时间", "入住日期",
    ),
}  # fmt: skip
"""Headings of hotels', airlines' and railways' lists by the field they fill, the more telling one first."""
LONGEST_NOTE = 80
SHORTEST_STEM = 2
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_DOCUMENT = re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?![\dA-Za-z])")
_NAME = re.compile(r"姓名[::\s]*([㐀-鿿·]{2,12})|^[\s\d.、()()①-⑳-]*([㐀-鿿·]{2,4})(?=[,,、;;\s男女((])")
_ADDRESS = re.compile(r"(?:现住址?|居住地址?|住址|地址|现居住?|家住)[::\s于在]*([^,,;;。\n]+)")
_LIKE_ADDRESS = re.compile(r"[^,,;;。\s]*[㐀-鿿](?:镇|街道|乡|村|社区|小区|路|弄|花园|新村)[^,,;;。\s]*")
_DAY = re.compile(r"(20\d{2})[-年/.](\d{1,2})[-月/.](\d{1,2})")
_DAY_OF_YEAR = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})[日号]")
_SUFFIXES = ("村民委员会", "居民委员会", "社区居委会", "村委会", "居委会", "社区", "街道", "镇", "乡", "村")


def read_letter(text: str, received: date) -> Reading:
    """The persons in the running lines of a letter: a line with a phone, a document, or a name and an address.

    A day without a year is the last one of that name before the letter was received.
    """
    lines = [(at, line.strip()) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    found = [(at, _entry(at, line, received)) for at, line in lines]
    entries = tuple(entry for _, entry in found if entry is not None)
    return Reading(entries, (), len(lines) - len(entries))


def _entry(at: int, line: str, received: date) -> Entry | None:
    phone, document, name, address = _first(_PHONE, line), _first(_DOCUMENT, line), _name(line), _address(line)
    if not (phone or document or (name and address)):
        return None
    kind = documents.recognised(document) if document else documents.DocumentKind.NONE
    identity = NewIdentity(
        name=name, document_kind=kind, document_number=document.upper(), phone=phone, address=address
    )
    return Entry(at, identity, since=_day(line, received))


def _first(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.search(line)
    return found[0] if found else ""


def _name(line: str) -> str:
    found = _NAME.search(line)
    return (found[1] or found[2]) if found else ""


def _address(line: str) -> str:
    found = _ADDRESS.search(line)
    return found[1].strip() if found else _first(_LIKE_ADDRESS, line)


def _day(line: str, received: date) -> date | None:
    found = _DAY.search(line)
    if found is not None:
        return _date(*(int(each) for each in found.groups()))
    short = _DAY_OF_YEAR.search(line)
    if short is None:
        return None
    month, day = (int(each) for each in short.groups())
    this = _date(received.year, month, day)
    return this if this is not None and this <= received else _date(received.year - 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def stem(name: str) -> str:
    """A name without the word for what it is: 余庄村委会 and 余庄村 share 余庄; too short a rest stays whole."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= SHORTEST_STEM:
            return name[: -len(suffix)]
    return name


class Gazetteer:
    """Names of areas and places, ready to be found in addresses."""

    def __init__(self, names: Iterable[Named]) -> None:
        """Index the names by what two spellings share."""
        self._places: list[Named] = []
        self._towns: list[tuple[str, str, int]] = []
        self._villages: list[tuple[str, int]] = []
        for each in names:
            self._enter(each)

    def _enter(self, each: Named) -> None:
        if each.is_place:
            self._places.append(each)
        elif areas.level_of(each.code) is areas.Level.TOWN:
            self._towns.append((each.name, stem(each.name), each.code))
        elif areas.level_of(each.code) is areas.Level.COMMUNITY:
            self._villages.append((stem(each.name), each.code))

    def place(self, address: str, *, but: int | None = None) -> Placed:
        """The area an address lies in; ``but`` is an area of which it is known that it is not there.

        Town and village named together are sure; a village of which there is only one is likely; a place's own name is
        taken when no village is named; a town alone is as far as it goes. Two candidates are none.
        """
        text = re.sub(r"\s+", "", address)
        towns = {code: name for _, name, code in self._towns if name in text}
        rest = self._without_towns(text)
        villages = {code: name for name, code in self._villages if name in rest and code != but}
        both = {code: name for code, name in villages.items() if areas.ancestor(code, areas.Level.TOWN) in towns}
        if both:
            return _one(both, Confidence.SURE) or _towns(towns)
        place = {each.code: each.name for each in self._places if each.name in text and each.code != but}
        return _one(place, Confidence.PLACE) or (None if towns else _one(villages, Confidence.LIKELY)) or _towns(towns)

    def _without_towns(self, text: str) -> str:
        """The text without the towns it names: a village called like its town is not meant by the town's name."""
        for whole, name, _ in self._towns:
            if whole in text:
                text = text.replace(whole, " ", 1)
            elif name in text:
                text = text.replace(name, " ", 1)
        return text


def _one(found: dict[int, str], confidence: Confidence) -> Placed | None:
    """The only candidate, or the one whose name is longest: 余庄新村 is not 余庄."""
    longest = max((len(name) for name in found.values()), default=0)
    best = [(code, name) for code, name in found.items() if len(name) == longest]
    return Placed(best[0][0], confidence, best[0][1]) if len(best) == 1 else None


def _towns(found: dict[int, str]) -> Placed:
    return _one(found, Confidence.TOWN) or Placed(None, Confidence.NONE)


def drop_of(known: Known, since: date | None, sparing: Sparing | None) -> tuple[Drop, str] | None:
    """Why somebody needs no check, with the fact it rests on; ``None`` when they do.

    What is known of an earlier exposure than the list's says nothing of the list's: its days begin anew.
    """
    if known.is_case:
        return Drop.IS_CASE, ""
    if known.managed_as and _covers(known.managed_last, since):
        return Drop.MANAGED, known.managed_as
    if known.asked_in and _covers(known.asked_since, since):
        return Drop.ASKED, known.asked_in
    negative = spared_by(known.tests, since, sparing)
    if negative is None or sparing is None:
        return None
    clause = sparing.regime.clause
    return Drop.TESTED, f"{negative.taken_at.astimezone(TZ):%m-%d %H:%M} · {clause}"[:LONGEST_NOTE]


def _covers(known: date | None, since: date | None) -> bool:
    """Whether what is known reaches to the list's exposure; without a day of either it is taken to."""
    return known is None or since is None or known >= since


def spared_by(tests: Iterable[Tested], since: date | None, sparing: Sparing | None) -> Tested | None:
    """The negative test by which somebody need not be looked for, or none.

    It is the newest for the list's disease, and its sample was taken between the day on which the edition first tests a
    contact after the exposure that the list names, and the day on which the follow-up ends. A list that names no day, or
    whose disease is not known, spares nobody so.
    """
    if since is None or sparing is None or not sparing.regime.tests:
        return None
    newest = max((each for each in tests if each.disease == sparing.disease), default=None)
    dated = plan(sparing.regime, datetime.combine(since, time(), TZ), TZ)
    first = max([since + timedelta(days=1), *dated.test_dates[:1]])
    if newest is None or not newest.is_negative:
        return None
    return newest if first <= newest.taken_at.astimezone(TZ).date() <= dated.end_on else None


def may_claim(found: RequestFacts, user: int | None) -> Decision:
    """An open request with an area may be claimed by one worker."""
    if found.state not in OPEN_STATES:
        return Decision.no(NotOpen(state=found.state.words))
    if found.state in {State.UNPLACED, State.RETURNED}:
        return Decision.no(NotPlaced())
    if found.state is State.CLAIMED and found.worker_id != user:
        return Decision.no(ClaimedByOther(worker=found.worker))
    return Decision.yes()


def may_answer(found: RequestFacts, user: int | None, outcome: Outcome, note: str) -> Decision:
    """Whoever claimed a request answers it; some outcomes need a note."""
    claim = may_claim(found, user)
    if not claim:
        return claim
    if outcome in NOTED and not note.strip():
        return Decision.no(NoteNeeded())
    return Decision.yes()


def may_tell(contacts: Iterable[ContactFacts], clause: Clause | None = None) -> Decision:
    """Whether another place may be told of contacts: each was approved by a person, and is not done with or turned down.

    Args:
        contacts: who is to stand in a letter.
        clause: what the edition says a contact is.
    """
    wrong = next((each for each in contacts if each.status not in TOLD_STATES), None)
    if wrong is None:
        return Decision.yes(clause=clause)
    return Decision.no(NotToBeTold(number=wrong.number, state=wrong.status.words), clause=clause)


def day_bounds(on: date) -> tuple[datetime, datetime]:
    """The first moment of a civil day and the first after it."""
    start = datetime.combine(on, time(), TZ)
    return start, start + timedelta(days=1)


def day_end(at: datetime) -> datetime:
    """The end of the civil day of a moment: by then a list is cleared when its letter names no other time."""
    return day_bounds(at.astimezone(TZ).date())[1]


def numbered(printed: str, at: datetime, before: int) -> str:
    """The number of a new list: area, day, and its place among the day's lists."""
    return f"HC-{printed}-{at.astimezone(TZ):%Y%m%d}-{before + 1:02d}"


def repeated(persons: Sequence[int]) -> set[int]:
    """Positions of rows whose person stands earlier in the list."""
    seen: set[int] = set()
    found = set()
    for at, person in enumerate(persons):
        if person in seen:
            found.add(at)
        seen.add(person)
    return found


def reply_number(year: int, serial: int) -> str:
    """The number of a reply as official papers have it (GB/T 9704-2012: year in hexagonal brackets, serial unpadded)."""
    return f"协复〔{year}〕{serial}号"


def letter_number(year: int, serial: int) -> str:
    """The number of a letter that goes out."""
    return f"协函〔{year}〕{serial}号"


def custom_of(name: str) -> PaperLanguage:
    """The language in which a party is written to when nobody says which: the one of its own name."""
    return PaperLanguage.CHINESE if HAN.search(name) else PaperLanguage.ENGLISH


def may_say(language: PaperLanguage, *texts: str) -> Decision:
    """Whether a paper of this language may hold these texts: none in Chinese stands in an English one."""
    wrong = language is PaperLanguage.ENGLISH and any(HAN.search(each) for each in texts)
    return Decision.no(NotInEnglish()) if wrong else Decision.yes()


def lies_in(inner: int, outer: int) -> bool:
    """Whether an area lies inside another one."""
    return areas.contains(outer, inner)


def is_uncleared(received_at: datetime, as_of: datetime, *, is_open: bool) -> bool:
    """Whether something is still open after the end of the civil day on which it came (日清)."""
    return is_open and as_of >= day_end(received_at)
