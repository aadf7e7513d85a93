"""Reply to an arriving list, tell other places of people of ours, and enter their receipts and answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sizao.ground.command import queries as command
from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import MaskedIdentity, Purpose
from sizao.kernel.actors import Actor
from sizao.kernel.editions import library
from sizao.measures.referrals import events, queries, rules
from sizao.measures.referrals.errors import LetterUnknown, NobodyToTell, NoteNeeded, ToldAlready
from sizao.measures.referrals.models import ArrivedList, Letter, Named, Reply, Request
from sizao.measures.referrals.queries import letters
from sizao.measures.referrals.types import (
    OPEN_STATES,
    LetterFacts,
    NewLetter,
    Outcome,
    PaperLanguage,
    ReplyFacts,
    identity_opener,
)
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import queries as cases


@transaction.atomic
def reply(*, list_id: UUID, by: Actor, at: datetime, language: PaperLanguage | None = None) -> ReplyFacts:
    """Freeze what was found of a list's people under the next number; while some are open it is a reply in part.

    Without a language it is written in the one of the sender's name.

    Raises:
        ListUnknown: when there is none in scope.
    """
    found = queries.arrived(list_id)
    area = by.area if found.area != by.area and rules.lies_in(by.area, found.area) else found.area
    _lock("reply", area)
    rows = list(Request.objects.filter(arrived=list_id).order_by("line"))
    masked = identity.masked({row.person_id for row in rows})
    lines = [
        [
            row.line, masked.get(row.person_id, MaskedIdentity()).name, row.outcome, row.drop,
            row.answered_at.isoformat() if row.answered_at else "",
        ]
        for row in rows
    ]  # fmt: skip
    year = at.astimezone(rules.TZ).year
    made = Reply.objects.create(
        arrived=ArrivedList.objects.get(pk=list_id), area=area, year=year, at=at, by=by.name, lines=lines,
        serial=letters.next_serial(Reply.objects.all(), area, year),
        is_final=not any(row.state in OPEN_STATES for row in rows), language=language or rules.custom_of(found.sender),
    )  # fmt: skip
    audit.record(
        by=by, at=at, action="referrals.reply", purpose="contact_management", fields="masked name, outcome",
        persons=[row.person_id for row in rows], reason=found.sender, area=area,
    )  # fmt: skip
    return made.facts()


def _lock(kind: str, area: int) -> None:
    """Two papers of one area come one after the other: their numbers follow each other without a gap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"referrals {kind} {area}"])


@transaction.atomic
def send(*, new: NewLetter, by: Actor, at: datetime) -> LetterFacts:
    """Write a letter to a place about contacts who are there.

    Raises:
        NoSuchIncident: when the incident is not in scope.
        NotInEnglish: when an English letter would hold something in Chinese.
        NobodyToTell: when no contact, or one that is not in scope, was named.
        NotToBeTold: when somebody is no approved contact, or one no longer.
        ToldAlready: when somebody stands in an earlier letter that is open or found them.
    """
    incident, (destination, asked, language) = command.incident(new.incident_id), _said(new)
    found = cases.contacts_by_id(new.contact_ids)
    those = [found[each] for each in dict.fromkeys(new.contact_ids) if each in found]
    if not those or len(those) != len(set(new.contact_ids)) or any(each.incident_id != incident.id for each in those):
        raise NobodyToTell
    terms = library().get(incident.edition_id).contact
    rules.may_tell(those, terms.clause if terms else None).or_raise()
    area = by.area if rules.lies_in(by.area, incident.area) else incident.area
    _lock("letter", area)
    known = letters.told(those)
    if known:
        raise ToldAlready(number=letters.letter(next(iter(known.values()))).number)
    year = at.astimezone(rules.TZ).year
    row = Letter.objects.create(
        incident_id=incident.id, area=area, year=year, serial=letters.next_serial(Letter.objects.all(), area, year),
        destination=destination, destination_area=new.destination_area, asked=asked, sent_at=at, by=by.name,
        reply_by=new.reply_by, language=language,
    )  # fmt: skip
    Named.objects.bulk_create(
        Named(letter=row, line=line, person_id=each.person_id, contact_id=each.id, since=each.last_exposure_at)
        for line, each in enumerate(those, 1)
    )
    return letters.letter(row.id)


def _said(new: NewLetter) -> tuple[str, str, PaperLanguage]:
    """To whom, what is asked, and in which language; an area is named by the register in either."""
    destination = new.destination.strip()
    language = new.language or rules.custom_of(destination)
    asked = new.asked.strip() or rules.ASKED.in_language(language)
    rules.may_say(language, "" if letters.is_area(destination, new.destination_area) else destination, asked).or_raise()
    return destination, asked, language


def _locked(letter_id: UUID) -> Letter:
    row = Letter.objects.select_for_update().filter(pk=letter_id).first()
    if row is None:
        raise LetterUnknown
    return row


@transaction.atomic
def note_receipt(*, letter_id: UUID, received_by: str, by: Actor, at: datetime) -> None:
    """Note who took the letter over there; the first receipt stands.

    Raises:
        LetterUnknown, NoteNeeded: without a letter, without a name.
    """
    row = _locked(letter_id)
    if not received_by.strip():
        raise NoteNeeded
    if row.received_at is None:
        row.received_at, row.received_by = at, received_by.strip()[:150]
        row.save(update_fields=["received_at", "received_by"])


@transaction.atomic
def note_answer(
    *, letter_id: UUID, line: int, outcome: Outcome, by: Actor, at: datetime, note: str = ""
) -> None:  # fmt: skip
    """Enter what the other place found of one person; who was taken over there is handed over here.

    Raises:
        LetterUnknown: when there is no such letter or line.
        NoteNeeded: when the outcome says little without a note.
    """
    letter = _locked(letter_id)
    row = Named.objects.select_for_update().filter(letter=letter, line=line).first()
    if row is None:
        raise LetterUnknown
    if outcome in rules.NOTED and not note.strip():
        raise NoteNeeded
    row.outcome, row.note, row.answered_at, row.entered_by = outcome.value, note.strip()[:300], at, by.name
    row.save()
    if letter.received_at is None:
        letter.received_at, letter.received_by = at, letter.destination
        letter.save(update_fields=["received_at", "received_by"])
    event = events.ElsewhereAnswered(
        letter_id=letter.id, contact_id=row.contact_id, outcome=outcome, destination=letter.destination,
        incident_id=letter.incident_id, area=letter.area,
    )  # fmt: skip
    outbox.emit(event, by=by, at=at)


@transaction.atomic
def disclose(*, letter_id: UUID, by: Actor, at: datetime) -> tuple[LetterFacts, bytes]:
    """The list of a letter with full identities as a workbook, opened by the vault and logged as told to that place.

    Raises:
        LetterUnknown: when there is none in scope.
        NotPermitted, TooManyAtOnce, AllowanceSpent: as the vault refuses.
    """
    found, people = letters.letter(letter_id), letters.named(letter_id)
    reason = f"{found.number} 发往 {found.destination} / sent to {found.destination}"
    persons = [each.person_id for each in people]
    opened: Mapping[int, object] = identity_opener.plugged(
        person_ids=persons, purpose=Purpose.CONTACT_MANAGEMENT, reason=reason, by=by, at=at
    )
    audit.record(
        by=by, at=at, action="referrals.disclose", purpose="contact_management", persons=persons, reason=reason,
        fields="name, document, phone, address, last exposure", area=found.area,
    )  # fmt: skip
    return found, letters.sheet(found, people, opened)  # type: ignore[arg-type]
