"""Contact classes by edition, seats aboard vehicles, approval, rejection, release and closing."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from sizao.kernel.editions import ContactClass, library
from sizao.kernel.words import Words
from sizao.trace.cases import errors, rules
from sizao.trace.cases.types import (
    CaseFacts,
    Classification,
    ContactFacts,
    ContactState,
    ContactWindow,
    FoundBy,
    Managed,
    Outcome,
    WaitReason,
    WindowAnchor,
)
from sizao.trace.cases.types.discharge import DischargeTest

TZ = ZoneInfo("Asia/Shanghai")
AT = datetime(2021, 12, 11, 21, 40, tzinfo=TZ)
LAST = datetime(2021, 12, 9, 12, tzinfo=TZ)
ED8, ED9 = library().get("cn-covid-ed8"), library().get("cn-covid-ed9")
CONTACT = ContactFacts(
    id=uuid4(), number="K-1", incident_id=uuid4(), person_id=2, contact_class=ContactClass.CLOSE, situation="household",
    last_exposure_at=LAST, area=0, area_source=0, edition_id=ED8.id, status=ContactState.PROPOSED,
    clause=ED8.contact.clause, source_case_id=uuid4(), linked_contact_id=None,
)  # fmt: skip
WINDOW = ContactWindow(
    start=datetime(2021, 12, 7, tzinfo=TZ), until=AT, anchor=WindowAnchor.ONSET, anchor_at=LAST, clause=None,
    words=Words("", ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("edition", "situation", "is_secondary", "given", "expected"),
    [
        ("cn-covid-ed8", "household", False, None, ContactClass.CLOSE),
        ("cn-covid-ed8", "household", True, None, ContactClass.SECONDARY),
        ("cn-covid-ed8", "", False, None, ContactClass.CLOSE),
        ("cn-covid-ed8", "anything", False, ContactClass.GENERAL, ContactClass.GENERAL),
        ("cn-covid-ed8", "hand-shake", False, None, errors.SituationUnknown),
        ("cn-covid-20m", "household", True, None, errors.ClassNotDetermined),
        ("cn-covid-ed5", "household", True, None, errors.ClassNotDetermined),
        ("cn-covid-ed10", "household", False, None, errors.ContactsNotDetermined),
    ],
)
def test_the_class_follows_from_situation_and_edition(edition, situation, is_secondary, given, expected):
    decision = rules.class_for(situation, library().get(edition), is_secondary, given)
    if isinstance(expected, ContactClass):
        assert decision.facts["contact_class"] is expected and decision.clause is not None
    else:
        assert type(decision.refusal) is expected


def test_the_stricter_class_wins():
    assert rules.stricter(ContactClass.SECONDARY, ContactClass.CLOSE) is ContactClass.CLOSE
    assert rules.stricter(ContactClass.GENERAL, ContactClass.SECONDARY) is ContactClass.SECONDARY


@pytest.mark.parametrize(
    ("text", "seat"),
    [
        ("05车12A", rules.Seat(5, 12, "A")),
        ("12a", rules.Seat(None, 12, "A")),
        ("coach 7", rules.Seat(None, 7, "")),
        ("03车厢", rules.Seat(3, None, "")),
        ("9排", rules.Seat(None, 9, "")),
        ("", rules.Seat()),
    ],
)
def test_seats_are_read_as_tickets_write_them(text, seat):
    assert rules.parse_seat(text) == seat


@pytest.mark.parametrize(
    ("vehicle", "case", "other", "close"),
    [
        ("aircraft", "12A", "9F", True),
        ("aircraft", "12A", "8F", False),
        ("aircraft", "12A", "15C", True),
        ("aircraft", "12A", "16C", False),
        ("aircraft", "12A", "", None),
        ("sealed_train", "05车12A", "05车01F", True),
        ("sealed_train", "05车12A", "06车12A", False),
        ("sealed_train", "05车12A", "12A", None),
        ("unsealed_train", "5车4", "5车5", True),
        ("unsealed_train", "5车4", "5车6", False),
        ("sealed_coach", "1", "40", True),
        ("ventilated_coach", "5", "9", False),
    ],
)
def test_who_sat_near_whom(vehicle, case, other, close):
    rule = next(each for each in ED8.contact.transport if each.key == vehicle)
    assert rules.is_close_by_seat(rule, rules.parse_seat(case), rules.parse_seat(other)) is close


@pytest.mark.parametrize(
    ("changes", "edition", "refusal"),
    [
        ({}, "cn-covid-ed8", None),
        ({"status": ContactState.REJECTED}, "cn-covid-ed8", errors.ContactStepNotAllowed),
        ({"contact_class": ContactClass.SECONDARY}, "cn-covid-20m", errors.ClassNotDetermined),
        ({}, "cn-covid-ed10", errors.ContactsNotDetermined),
        ({"last_exposure_at": AT + timedelta(hours=1)}, "cn-covid-ed8", errors.ExposureInFuture),
        ({"last_exposure_at": datetime(2021, 12, 6, tzinfo=TZ)}, "cn-covid-ed8", errors.ExposureOutsideWindow),
    ],
)
def test_who_may_be_approved(changes, edition, refusal):
    decision = rules.may_approve(replace(CONTACT, **changes), library().get(edition), WINDOW, AT)
    assert type(decision.refusal) is (type(None) if refusal is None else refusal)


def test_the_refusal_names_exposure_and_window_in_local_time():
    old = replace(CONTACT, last_exposure_at=datetime(2021, 12, 6, tzinfo=TZ))
    sentence = rules.may_approve(old, ED8, WINDOW, AT).refusal.words
    assert "2021-12-06 00:00" in sentence.zh and "2021-12-07 00:00" in sentence.en


def test_a_long_exposure_that_began_before_isolation_counts_by_its_beginning():
    closed = replace(WINDOW, until=datetime(2021, 12, 8, tzinfo=TZ))
    long = replace(CONTACT, basis=({"first": "2021-12-07T10:00:00+08:00"},))
    assert rules.may_approve(long, ED8, closed, AT)
    assert not rules.may_approve(CONTACT, ED8, closed, AT)


def test_an_observation_that_is_already_over_is_said_but_not_refused():
    assert "ended_on" not in rules.may_approve(CONTACT, ED8, WINDOW, AT).facts
    late = rules.may_approve(CONTACT, ED8, WINDOW, AT + timedelta(days=30))
    assert late and late.facts["ended_on"] == date(2021, 12, 30)
    assert rules.observation_ends(ContactClass.SECONDARY, LAST, ED8) == date(2021, 12, 16)
    assert rules.observation_ends(ContactClass.GENERAL, LAST, ED8) is None


def test_a_rejection_needs_a_reason():
    assert isinstance(rules.may_reject(CONTACT, "no").refusal, errors.ReasonMissing)
    assert rules.may_reject(CONTACT, "never met the case")
    done = replace(CONTACT, status=ContactState.RELEASED)
    assert isinstance(rules.may_reject(done, "never met the case").refusal, errors.ContactStepNotAllowed)


def test_release_waits_for_the_plan():
    approved = replace(CONTACT, status=ContactState.APPROVED)
    assert isinstance(rules.may_release(approved, False).refusal, errors.PlanNotReleased)
    assert rules.may_release(approved, True)
    assert not rules.may_release(CONTACT, True)


@pytest.mark.parametrize(
    ("changes", "open_contacts", "refusal"),
    [
        ({"outcome": Outcome.RECOVERED}, 0, None),
        ({"classification": Classification.NOT_A_CASE}, 0, None),
        ({}, 0, errors.OutcomeMissing),
        ({"outcome": Outcome.DIED}, 3, errors.ContactsOpen),
        ({"is_closed": True}, 0, errors.CaseIsClosed),
    ],
)
def test_when_a_case_may_be_closed(changes, open_contacts, refusal):
    case = CaseFacts(
        id=uuid4(), number="C-1", person_id=1, incident_id=uuid4(), disease="covid-19", edition_id=ED8.id, area=0,
        classification=Classification.CONFIRMED, reported_at=AT, outcome=Outcome.IN_CARE,
    )  # fmt: skip
    decision = rules.may_close(replace(case, **changes), open_contacts, ED8)
    assert type(decision.refusal) is (type(None) if refusal is None else refusal)


def recovered(edition):
    return CaseFacts(
        id=uuid4(), number="C-1", person_id=1, incident_id=uuid4(), disease="covid-19", edition_id=edition.id, area=0,
        classification=Classification.CONFIRMED, reported_at=AT, outcome=Outcome.RECOVERED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tests", "reason", "have"),
    [
        ([], "", 0),
        ([(48, 36.0), (24, None)], "", None),
        ([(48, 36.0), (25, 34.9)], "", 1),
        ([(30, None), (10, None)], "", 1),
        ([(40, None), (30, None), (16, 40.0)], "", None),
        ([(-1, None), (24, None)], "", 1),
        ([], "出院于外省", None),
        ([], "好了", 0),
    ],
    ids=[
        "none",
        "two",
        "a low value",
        "20 hours",
        "the middle one too early",
        "not yet taken",
        "a reason",
        "no reason",
    ],
)
def test_who_recovered_is_discharged_with_the_tests_the_edition_asks(tests, reason, have):
    given = [DischargeTest(AT - timedelta(hours=hours), ct) for hours, ct in tests]
    decision = rules.may_discharge(recovered(ED9), given, reason, ED9, AT)
    assert decision.clause == ED9.figure("discharge.negatives").clause
    if have is None:
        assert decision.allowed
    else:
        assert isinstance(decision.refusal, errors.DischargeNotMet)
        assert f"目前符合 {have} 次" in decision.refusal.words.zh and "不低于 35" in decision.refusal.words.zh


def test_of_the_dead_and_where_an_edition_asks_nothing_no_test_is_asked():
    assert rules.may_discharge(recovered(ED8), [], "", ED8, AT)
    assert rules.may_discharge(replace(recovered(ED9), outcome=Outcome.DIED), [], "", ED9, AT)


def test_why_a_decision_waits_is_told_only_of_somebody_who_is_held():
    held = replace(CONTACT, held_as=Managed(contact_class=ContactClass.SECONDARY, last_exposure_at=LAST))
    assert rules.waits_because(CONTACT) == ()
    assert rules.waits_because(held) == (WaitReason.STRICTER,)
    assert rules.waits_because(replace(held, last_exposure_at=LAST + timedelta(hours=20))) == tuple(WaitReason)
    assert rules.waits_because(replace(held, status=ContactState.LOST)) == ()


def test_the_channels_of_a_contact_are_told_once_in_their_order():
    basis = [{"found_by": "trace"}, {"found_by": "interview"}, {"found_by": "trace"}, {"found_by": "elsewhere"}, {}]
    assert rules.known_through(basis) == (FoundBy.TRACE, FoundBy.INTERVIEW, "elsewhere")
