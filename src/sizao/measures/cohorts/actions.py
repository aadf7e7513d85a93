"""Propose, approve and end rules, register stays and hold them against the rules in force, and note what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from sizao.ground.command import queries as command
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.measures.cohorts import events, queries, rules
from sizao.measures.cohorts.errors import MemberElsewhere, NoSuchCohort, NoSuchDuty, NoSuchUnplaced, PlacedAlready
from sizao.measures.cohorts.models import Cohort, Duty, Member, Stay, Unplaced, Version, VersionDecision
from sizao.measures.cohorts.types import (
    CohortFacts,
    More,
    NewRule,
    NewStay,
    NewUnplaced,
    Source,
    State,
    VersionFacts,
    enroller,
)
from sizao.spine.outbox import actions as outbox

LOCKS = 64
"""People share so many locks: a list of thousands takes no more than these."""


@transaction.atomic
def propose_cohort(
    *, area: int, title: Words, rule: NewRule, by: Actor, at: datetime, incident_id: UUID | None = None
) -> UUID:
    """Propose a new cohort with the first version of its rule.

    Raises:
        OutsideArea: when the area is not the actor's.
        NationMeant, TitleTaken: see :func:`rules.may_title`.
        BasisNeeded, NothingAsked, DatesTurned: see :func:`rules.may_propose`.
        NoSuchEdition: when the edition is unknown.
    """
    rules.may_act_in(by, area).or_raise()
    if incident_id is not None:
        command.incident(incident_id)
    rules.may_propose(rule).or_raise()
    row, is_new = Cohort.objects.get_or_create(
        area=area, title_zh=title.zh.strip(),
        defaults={"title_en": title.en.strip(), "incident_id": incident_id, "at": at, "by": by.name},
    )  # fmt: skip
    rules.may_title(area, is_new).or_raise()
    propose_version(cohort_id=row.id, rule=rule, by=by, at=at)
    return row.id


@transaction.atomic
def propose_version(*, cohort_id: UUID, rule: NewRule, by: Actor, at: datetime) -> UUID:
    """Propose the next version of a cohort's rule.

    Raises:
        NoSuchCohort, OutsideArea, WaitingAlready: when it cannot be proposed here or now.
        BasisNeeded, NothingAsked, DatesTurned: see :func:`rules.may_propose`.
        NoSuchEdition: when the edition is unknown.
    """
    found = _held(cohort_id, by)
    rules.may_add(found).or_raise()
    rules.may_propose(rule).or_raise()
    if rule.edition_id:
        library().get(rule.edition_id)
    n = max((each.n for each in found.versions), default=0) + 1
    row = Version.objects.create(
        cohort_id=cohort_id, area=found.area, n=n, place=rule.place, since=rule.since, until=rule.until, test_days=list(rule.test_days),
        monitor_days=rule.monitor_days, hand_over=rule.hand_over, basis=rule.basis.strip(), edition_id=rule.edition_id,
        at=at, by=by.name,
    )  # fmt: skip
    _decide(row.id, State.PROPOSED, by, at)
    proposed = events.RuleProposed(**_place(found, rule), cohort_id=cohort_id, version_id=row.id)
    outbox.emit(proposed, by=by, at=at)
    return row.id


def _held(cohort_id: UUID, by: Actor) -> CohortFacts:
    """The cohort, its row held until the transaction ends; only its own headquarters and those above it decide on it."""
    row = Cohort.objects.filter(pk=cohort_id).first()
    if row is None:
        raise NoSuchCohort
    rules.may_act_in(by, row.area).or_raise()
    Cohort.objects.select_for_update().get(pk=cohort_id)
    return queries.cohort(cohort_id)


def _decide(version_id: UUID, state: State, by: Actor, at: datetime, note: str = "") -> None:
    VersionDecision.objects.create(version_id=version_id, state=state.value, at=at, by=by.name, note=note.strip()[:300])


def _place(found: CohortFacts, rule: NewRule) -> dict[str, Any]:
    return {"area": found.area, "incident_id": found.incident_id, "edition_id": rule.edition_id}


@transaction.atomic
def approve(*, version_id: UUID, by: Actor, at: datetime, note: str = "") -> int:
    """Put a version into force; the one before is replaced, and people registered already are held against it.

    Members who still owe something are asked for what the version asks beyond that.

    Returns:
        How many people known before it touched: new members, and members of whom more is asked.

    Raises:
        NoSuchCohort, OutsideArea: when it is not here to be decided.
        NotWaiting, OwnProposal: see :func:`rules.may_decide`.
    """
    held = queries.version(version_id)
    _lock(range(LOCKS))
    found = _held(held.cohort_id, by)
    rules.may_decide(queries.version(version_id), by).or_raise()
    if found.in_force:
        _decide(found.in_force.id, State.REPLACED, by, at)
    _decide(version_id, State.APPROVED, by, at, note)
    matched = _ask_members(held, found.area, at) + _enter_members(held, queries.stays_under(held, found.area), by, at)
    event = events.RuleApproved(
        **_place(found, held.rule), cohort_id=found.id, version_id=version_id, matched=matched
    )  # fmt: skip
    outbox.emit(event, by=by, at=at)
    return matched


def _ask_members(held: VersionFacts, area: int, at: datetime) -> int:
    """Ask the members who owe something for what a version asks beyond that; returns of how many."""
    found = queries.asked_more(held, area, queries.today(at))
    for row, more in found:
        _ask(row, held, row.stay, more)
    return len(found)


def _ask(row: Member, held: VersionFacts, stay: Stay, more: Sequence[More]) -> None:
    """Ask more of a member, by a version and for a stay."""
    why = queries.because(stay.place, stay.last_on, held)
    row.version_id, row.stay, row.because_zh, row.because_en = held.id, stay, why.zh[:300], why.en[:300]
    row.save(update_fields=["version", "stay", "because_zh", "because_en"])
    for each in more:
        if each.duty_id is not None:
            Duty.objects.filter(pk=each.duty_id).update(due_on=each.due_on)
    Duty.objects.bulk_create(
        Duty(member=row, kind=each.kind.value, due_on=each.due_on) for each in more if each.duty_id is None
    )


def _lock(buckets: Iterable[int]) -> None:
    """Hold the locks of people until the transaction ends: two registrations of one person follow each other."""
    with connection.cursor() as cursor:
        for each in sorted(set(buckets)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"cohorts {each}"])


def _enter_members(held: VersionFacts, stays: Iterable[Stay], by: Actor, at: datetime) -> int:
    first: dict[int, Stay] = {}
    for each in stays:
        first[each.person_id] = each
    for each in first.values():
        _enter(held, each, by, at)
    return len(first)


def _enter(held: VersionFacts, stay: Stay, by: Actor, at: datetime) -> None:
    why = queries.because(stay.place, stay.last_on, held)
    row = Member.objects.create(
        cohort_id=held.cohort_id, version_id=held.id, stay=stay, person_id=stay.person_id, area=stay.area,
        because_zh=why.zh[:300], because_en=why.en[:300], matched_at=at,
    )  # fmt: skip
    asked = rules.duties(held.rule, stay.last_on, queries.today(at))
    Duty.objects.bulk_create(Duty(member=row, kind=kind.value, due_on=due) for kind, due in asked)
    event = events.PersonMatched(
        area=stay.area, edition_id=held.rule.edition_id, cohort_id=held.cohort_id, member_id=row.id
    )
    outbox.emit(event, by=by, at=at)


@transaction.atomic
def reject(*, version_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Leave a proposed version unapproved, with the reason.

    Raises:
        NoSuchCohort, OutsideArea, NotWaiting, OwnProposal: as for :func:`approve`.
    """
    _held(queries.version(version_id).cohort_id, by)
    rules.may_decide(queries.version(version_id), by).or_raise()
    _decide(version_id, State.REJECTED, by, at, reason)


@transaction.atomic
def end(*, cohort_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Hold the rule against registrations no longer; what was asked of people so far stands.

    Raises:
        NoSuchCohort, OutsideArea, NotInForce: when there is nothing to end here.
    """
    found = _held(cohort_id, by)
    rules.may_end(found).or_raise()
    assert found.in_force
    _decide(found.in_force.id, State.ENDED, by, at, reason)
    ended = events.RuleEnded(**_place(found, found.in_force.rule), cohort_id=cohort_id)
    outbox.emit(ended, by=by, at=at)


def enter_person(*, identity: NewIdentity, area: int, by: Actor, at: datetime) -> int:
    """Enter somebody through the vault, who lives or stays in an area; returns the person's number."""
    rules.may_act_in(by, area).or_raise()
    return enroller.plugged([(identity, NewPerson(area_residence=area))], by, at)[0]


@transaction.atomic
def register(*, stays: Sequence[NewStay], by: Actor, at: datetime) -> int:
    """Write down where people were, and hold each stay against the rules in force; returns how many became members.

    A stay that the same door told before is known and changes nothing.

    Raises:
        OutsideArea: when somebody is outside the actor's area.
        PersonUnknown: when a person is not in scope.
        NationMeant, StayAhead, DatesTurned: see :func:`rules.may_register`.
    """
    registry.require(persons=[each.person_id for each in stays])
    _lock(each.person_id % LOCKS for each in stays)
    held = queries.in_force()
    return sum(_register(each, held, by, at) for each in stays)


@transaction.atomic
def note_unplaced(*, stays: Sequence[NewUnplaced], by: Actor, at: datetime) -> int:
    """Keep stays whose place names no area known here, to be placed by somebody; returns how many are new.

    Raises:
        PersonUnknown: when a person is not in scope.
        OutsideArea: when somebody is outside the actor's area.
    """
    registry.require(persons=[each.person_id for each in stays])
    new = 0
    for each in stays:
        rules.may_act_in(by, each.area).or_raise()
        said = each.said.strip()[:200]
        if not said:
            continue
        _row, is_new = Unplaced.objects.get_or_create(
            person_id=each.person_id, source=each.source.value, source_ref=each.source_ref.strip()[:80], said=said,
            last_on=each.last_on, defaults={"area": each.area, "at": at, "by": by.name},
        )  # fmt: skip
        new += is_new
    return new


@transaction.atomic
def place(*, unplaced_id: UUID, place: int, by: Actor, at: datetime) -> int:
    """Say which area a stay was in; it is held against the rules in force as if it had been told so. Returns how many match.

    Raises:
        NoSuchUnplaced: when there is none in scope.
        PlacedAlready: when somebody said so before.
        OutsideArea, NationMeant, StayAhead: as for :func:`register`.
    """
    row = Unplaced.objects.select_for_update(of=("self",)).filter(pk=unplaced_id).first()
    if row is None:
        raise NoSuchUnplaced
    if row.placed_at is not None:
        raise PlacedAlready
    stay = NewStay(
        person_id=row.person_id, area=row.area, place=place, last_on=row.last_on, source=Source(row.source),
        source_ref=row.source_ref,
    )  # fmt: skip
    matched = register(stays=[stay], by=by, at=at)
    row.placed_at, row.placed_by, row.place = at, by.name, place
    row.save(update_fields=["placed_at", "placed_by", "place"])
    return matched


def _register(new: NewStay, held: Sequence[tuple[int, VersionFacts]], by: Actor, at: datetime) -> int:
    rules.may_act_in(by, new.area).or_raise()
    rules.may_register(new, at).or_raise()
    row, is_new = Stay.objects.get_or_create(
        person_id=new.person_id, source=new.source.value, source_ref=new.source_ref.strip()[:80], place=new.place,
        last_on=new.last_on,
        defaults={"area": new.area, "first_on": new.first_on, "at": at, "by": by.name},
    )  # fmt: skip
    if not is_new:
        return 0
    falls = [
        version
        for area, version in held
        if contains(area, new.area) and rules.falls_under(new.place, new.first_on, new.last_on, version.rule)
    ]
    known = {
        each.cohort_id: each
        for each in Member.objects.filter(person=new.person_id).select_related("stay").prefetch_related("duties")
    }
    for each in falls:
        if (member := known.get(each.cohort_id)) is None:
            _enter_here(each, row, by, at)
        elif new.last_on > member.stay.last_on:
            _enter_again(member, each, row, at)
    return sum(each.cohort_id not in known for each in falls)


def _enter_here(held: VersionFacts, stay: Stay, by: Actor, at: datetime) -> None:
    """Enter a member; one row a person and cohort is kept, and it may lie outside what the actor can see.

    Raises:
        MemberElsewhere: when it does.
    """
    try:
        with transaction.atomic():
            _enter(held, stay, by, at)
    except IntegrityError as error:
        if "cohorts_member_once" in str(error):
            raise MemberElsewhere from error
        raise


def _enter_again(member: Member, held: VersionFacts, stay: Stay, at: datetime) -> None:
    """Somebody of the cohort was there again until a later day: what is asked counts from that day."""
    asked = rules.duties(held.rule, stay.last_on, queries.today(at))
    _ask(member, held, stay, rules.again(asked, [each.facts() for each in member.duties.all()], stay.last_on))


@transaction.atomic
def follow(*, person_id: int, area: int) -> int:
    """Let whoever works where somebody is looked for now see what is asked of them; returns in how many cohorts.

    A cohort that does not hold there keeps its member where they were.
    """
    for stay in Stay.objects.filter(person=person_id):
        if not contains(area, stay.area):
            stay.area = area
            stay.save(update_fields=["area"])
    moved = 0
    for row in Member.objects.filter(person=person_id).select_related("cohort"):
        if contains(row.cohort.area, area) and not contains(area, row.area):
            row.area = area
            row.save(update_fields=["area"])
            moved += 1
    return moved


@transaction.atomic
def note_tests(*, taken: Mapping[int, Sequence[datetime]], by: Actor) -> int:
    """Note the tests that released results answer, by the time at which each person's samples were taken; returns how many."""
    done = 0
    rows = Duty.objects.select_for_update(of=("self",)).filter(member__person__in=list(taken), kind="test")
    of_member: dict[UUID, list[Duty]] = {}
    for row in rows.select_related("member").order_by("id"):
        of_member.setdefault(row.member_id, []).append(row)
    for duties in of_member.values():
        facts = [each.facts() for each in duties]
        for duty_id, moment in rules.tested(facts, taken[duties[0].member.person_id]):
            done += Duty.objects.filter(pk=duty_id).update(done_at=moment, done_by=by.name)
    return done


@transaction.atomic
def do(*, duty_id: int, by: Actor, at: datetime, note: str = "") -> UUID:
    """Note that something asked of a member was done; returns the cohort.

    Raises:
        NoSuchDuty: when there is none in scope.
        DoneAlready, TooEarly, ReceiptNeeded: see :func:`rules.may_do`.
    """
    row = Duty.objects.select_for_update(of=("self",)).select_related("member").filter(pk=duty_id).first()
    if row is None or not contains(by.area, row.member.area):
        raise NoSuchDuty
    rules.may_do(row.facts(), note, queries.today(at)).or_raise()
    row.done_at, row.done_by, row.note = at, by.name, note.strip()[:300]
    row.save(update_fields=["done_at", "done_by", "note"])
    return row.member.cohort_id
