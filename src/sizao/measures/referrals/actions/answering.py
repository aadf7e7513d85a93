"""Let who has no account answer a letter: a link with a code, its door with its tries, and what an officer does with the answer."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.intake.queries import safekeeping
from sizao.kernel import codes
from sizao.kernel.actors import Actor
from sizao.measures.referrals import errors, events, queries
from sizao.measures.referrals.actions import letters as writing
from sizao.measures.referrals.actions import receive
from sizao.measures.referrals.models import AnswerKnock, AnswerLink, Letter, Said
from sizao.measures.referrals.queries import answering, letters
from sizao.measures.referrals.rules import NOTED
from sizao.measures.referrals.rules import answering as rules
from sizao.measures.referrals.types import ListFacts, NewList, Outcome, SourceKind
from sizao.measures.referrals.types.answering import (
    MOST_ANSWERS,
    GivenOut,
    LinkState,
    NewSaid,
    SaidState,
)
from sizao.spine.accounts import actions as accounts
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox

LONGEST_REASON = 300


@transaction.atomic
def give_out(*, letter_id: UUID, by: Actor, at: datetime) -> GivenOut:
    """Give out a link with a code for a letter; an earlier one, and the device it let in, are worthless from now on.

    Raises:
        LetterUnknown: when it is not in scope.
        LetterAnswered: see :func:`rules.may_give_out`.
    """
    letter = _taken(letter_id)
    found = letters.letter(letter_id)
    rules.may_give_out(found.state).or_raise()
    _end(letter_id, by, at)
    code = codes.new_code()
    row = AnswerLink.objects.create(letter=letter, code_digest=answering.digest(code), issued_at=at, issued_by=by.name)
    _log("referrals.link_given", row, by, at)
    return GivenOut(row.id, row.handle, codes.spoken(code), at + codes.UNUSED_CODE_LASTS, found.language)


@transaction.atomic
def withdraw(*, letter_id: UUID, by: Actor, at: datetime) -> bool:
    """Make the link of a letter, and the device it let in, worthless at once; whether there was one.

    Raises:
        LetterUnknown: when the letter is not in scope.
    """
    _taken(letter_id)
    return _end(letter_id, by, at)


def _taken(letter_id: UUID) -> Letter:
    row = Letter.objects.select_for_update().filter(pk=letter_id).first()
    if row is None:
        raise errors.LetterUnknown
    return row


def _end(letter_id: UUID, by: Actor, at: datetime) -> bool:
    rows = AnswerLink.objects.filter(letter=letter_id, ended_at__isnull=True)
    return bool(rows.update(ended_at=at, ended_by=by.name))


def _log(action: str, row: AnswerLink, by: Actor, at: datetime, *, allowed: bool = True) -> None:
    audit.record(
        by=by, at=at, action=action, purpose="contact_management", fields="letter without its people", allowed=allowed,
        reason=row.letter.destination, area=row.letter.area,
    )  # fmt: skip


@transaction.atomic
def enter(*, code: str, handle: str, client: str, by: Actor, at: datetime) -> str | None:
    """The public door: the code of a link lets a device in once; returns its cookie.

    ``None`` means that it stays shut, for whatever reason: no such link, a wrong code, one that is used, ended, locked or
    expired all look the same. Wrong tries are kept, so the caller must let its transaction stand.

    Raises:
        TooManyTries: when the address tried too often, whatever it typed.
    """
    if answering.wrong_tries(client, at) >= codes.CLIENT_TRIES:
        raise errors.TooManyTries
    rows = AnswerLink.objects.select_for_update(of=("self",)).select_related("letter")
    row = rows.filter(handle=handle.strip().upper()).first()
    fits = row is not None and row.code_digest == answering.digest(codes.normal_code(code))
    if row is None or not fits or row.facts(at).state is not LinkState.WAITING:
        _note_wrong(row, client, by, at)
        return None
    token = secrets.token_urlsafe(32)
    row.let_in(answering.digest(token), at)
    _log("referrals.link_opened", row, by, at)
    return token


def _note_wrong(row: AnswerLink | None, client: str, by: Actor, at: datetime) -> None:
    """Count a wrong try against the address, and against the link while its code is unused."""
    accounts.note_wrong_try(knocks=AnswerKnock, client=answering.digest(client), at=at)
    if row is None:
        return
    _log("referrals.link_refused", row, by, at, allowed=False)
    if row.ended_at is not None or row.opened_at is not None:
        return
    row.count_wrong(by, at)


@transaction.atomic
def note_seen(*, link_id: UUID, at: datetime) -> None:
    """Note that the other party looked at the letter."""
    AnswerLink.objects.filter(pk=link_id).update(seen_at=at)


@transaction.atomic
def say(*, link_id: UUID, said: NewSaid, by: Actor, at: datetime) -> UUID:
    """Take down what the other party says; the same again is the same answer. Nothing of it is applied.

    A list is read to tell what it holds, and lies sealed on the disk until an officer enters it.

    Raises:
        DoorShut: when the link is no longer in use.
        ReceiverMissing, NoteNeeded, LetterUnknown: see :func:`rules.may_say`.
        EnoughSaid: when the link was used too often.
        NobodyNamed, FileRefused: see :func:`queries.read`.
    """
    link = AnswerLink.objects.select_for_update(of=("self",)).select_related("letter").get(pk=link_id)
    if link.facts(at).state is not LinkState.IN_USE:
        raise errors.DoorShut
    key = answering.fingerprint(said)
    rows = Said.objects.filter(link=link)
    known = rows.filter(fingerprint=key).first()
    if known is not None:
        return known.id
    rules.may_say(said, {each.line for each in answering.open_lines(link.letter_id)}, NOTED).or_raise()
    if rows.count() >= MOST_ANSWERS:
        raise errors.EnoughSaid
    row = Said(
        letter=link.letter, link=link, at=at, received_by=said.received_by.strip()[:150], text=said.text.strip(),
        lines=[[line, outcome.value] for line, outcome in said.lines], fingerprint=key,
    )  # fmt: skip
    if said.content:
        _keep_list(row, said, at)
    row.save(force_insert=True)
    _log("referrals.link_answered", link, by, at)
    event = events.AnswerCame(
        letter_id=link.letter_id, said_id=row.id, incident_id=link.letter.incident_id, area=link.letter.area
    )
    outbox.emit(event, by=by, at=at)
    return row.id


def _keep_list(row: Said, said: NewSaid, at: datetime) -> None:
    reading = queries.read(said.content, said.filename, area=row.letter.area, at=at)
    row.filename, row.counts = said.filename[-120:], rules.counts_of(reading)
    row.rejected = [[line, words.zh, words.en] for line, words in reading.rejected]
    safekeeping.path_of(row.id).write_bytes(safekeeping.sealed(row.id, said.content))


def _said(said_id: UUID) -> Said:
    row = Said.objects.select_for_update(of=("self",)).select_related("letter").filter(pk=said_id).first()
    if row is None:
        raise errors.AnswerUnknown
    return row


def _decide(row: Said, state: SaidState, by: Actor, at: datetime, reason: str = "") -> None:
    row.state, row.decided_at, row.decided_by, row.reason = state.value, at, by.name, reason
    row.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    event = events.AnswerSettled(
        letter_id=row.letter_id, said_id=row.id, incident_id=row.letter.incident_id, area=row.letter.area
    )
    outbox.emit(event, by=by, at=at)


@transaction.atomic
def accept(*, said_id: UUID, by: Actor, at: datetime) -> int:
    """Accept an answer: its receipt and its results by line count from now on; how many results were entered.

    The first receipt stands, and so does what an officer has entered of a line meanwhile.

    Raises:
        AnswerUnknown, AnswerDecided: without an answer that waits.
    """
    row = _said(said_id)
    rules.may_decide(SaidState(row.state)).or_raise()
    writing.note_receipt(letter_id=row.letter_id, received_by=row.received_by, by=by, at=row.at)
    open_now = {each.line for each in letters.named(row.letter_id) if each.outcome is None}
    entered = [(line, Outcome(outcome)) for line, outcome in row.lines if line in open_now]
    for line, outcome in entered:
        writing.note_answer(letter_id=row.letter_id, line=line, outcome=outcome, note=row.text, by=by, at=at)
    _decide(row, SaidState.ACCEPTED, by, at)
    return len(entered)


@transaction.atomic
def set_aside(*, said_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Set an answer aside with the reason, which the other party reads; its list is destroyed.

    Raises:
        AnswerUnknown, AnswerDecided: without an answer that waits.
        ReasonNeeded: without a reason.
    """
    row = _said(said_id)
    rules.may_decide(SaidState(row.state)).or_raise()
    if not reason.strip():
        raise errors.ReasonNeeded
    _decide(row, SaidState.SET_ASIDE, by, at, reason.strip()[:LONGEST_REASON])
    _destroy(row)


@transaction.atomic
def enter_list(*, said_id: UUID, kind: SourceKind, by: Actor, at: datetime) -> ListFacts:
    """Enter the list of an answer among the lists that arrived, as an officer's own act; its sealed file is destroyed.

    Raises:
        AnswerUnknown: when it is not in scope.
        NoListThere: when no list came with it, or it was set aside.
        ListKnown: when it was entered before.
        StagedFileGone: when the sealed file was kept for its time already.
    """
    row = _said(said_id)
    if not row.counts or row.state == SaidState.SET_ASIDE:
        raise errors.NoListThere
    if row.arrived is not None:
        raise errors.ListKnown(number=row.arrived.number)
    found = letters.letter(row.letter_id)
    new = NewList(
        kind=kind, sender=found.destination, letter=found.number, received_at=at, incident_id=found.incident_id
    )
    content = safekeeping.staged_content(row.id)
    made = receive(new=new, content=content, filename=row.filename, area=found.area, by=by, at=at)
    row.arrived_id = made.id
    row.save(update_fields=["arrived"])
    _destroy(row)
    return made


def _destroy(row: Said) -> None:
    path = safekeeping.path_of(row.id)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
