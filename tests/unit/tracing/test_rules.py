"""What is asked of the engine for a case, and what an edition makes of those it finds."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from sizao.ground.registry.types import PlaceFacts, PlaceKind
from sizao.kernel import areas
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.words import Words
from sizao.trace.cases.types import (
    CaseFacts,
    Certainty,
    Classification,
    ContactWindow,
    Mask,
    StayFacts,
    Transport,
    WindowAnchor,
)
from sizao.trace.tracing import errors, rules
from sizao.trace.tracing.types import CheckOutcome, ExposedFacts, Finding, Purpose, Suggestion, Why
from sizao.traceback.answer import Exposed
from sizao.traceback.query import IndexStay
from sizao.traceback.visits import EvidenceGrade, VisitSource

TZ = ZoneInfo("Asia/Shanghai")
ONSET = datetime(2021, 12, 9, 15, 30, tzinfo=TZ)
AS_OF = datetime(2021, 12, 12, 8, tzinfo=TZ)
ED8, ED10, MERS = (library().get(each) for each in ("cn-covid-ed8", "cn-covid-ed10", "int-mers"))
CASE = CaseFacts(
    id=uuid4(), number="C-1", person_id=1, incident_id=uuid4(), disease="covid-19", edition_id="cn-covid-ed8", area=0,
    classification=Classification.CONFIRMED, reported_at=AS_OF, onset_at=ONSET,
)  # fmt: skip


def window(start: datetime = ONSET - timedelta(days=2), until: datetime | None = None) -> ContactWindow:
    return ContactWindow(
        start=start, until=until, anchor=WindowAnchor.ONSET, anchor_at=ONSET, clause=ED8.contact.clause,
        words=Words("", ""),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("case", "drawn", "purpose", "refusal"),
    [
        (CASE, window(), Purpose.CONTACT_MANAGEMENT, None),
        (CASE, window(), Purpose.CASE_INVESTIGATION, None),
        (CASE, window(), Purpose.SUPPLY, errors.PurposeNotForTracing),
        (CASE, None, Purpose.CONTACT_MANAGEMENT, errors.WindowNotDrawn),
        (CASE, window(AS_OF), Purpose.CONTACT_MANAGEMENT, errors.WindowNotOpen),
        (CASE, window(ONSET, ONSET), Purpose.CONTACT_MANAGEMENT, errors.WindowNotOpen),
        (
            CaseFacts(**{**vars(CASE), "classification": Classification.NOT_A_CASE}),
            window(),
            Purpose.CONTACT_MANAGEMENT,
            errors.NotACase,
        ),
    ],
)
def test_what_may_be_traced(case, drawn, purpose, refusal):
    decision = rules.may_trace(case, drawn, purpose, AS_OF)
    assert bool(decision) is (refusal is None)
    assert refusal is None or isinstance(decision.refusal, refusal)


def test_the_question_comes_from_the_window_and_the_edition():
    asked = rules.question(CASE, window(until=AS_OF + timedelta(days=5)), ED8, AS_OF)
    assert asked.index == (IndexStay(1, ONSET - timedelta(days=2), AS_OF),)
    assert (asked.min_overlap_s, asked.linger_s, asked.hops) == (1, 0, 2)


def test_an_edition_without_secondary_contacts_is_asked_for_one_hop():
    assert rules.question(CASE, window(), MERS, AS_OF).hops == 1


def test_measles_air_lingers_as_long_as_the_edition_says():
    measles = library().in_force("measles", areas.parse("320282"), AS_OF)
    minutes = measles.contact.linger_minutes
    assert minutes and rules.question(CASE, window(), measles, AS_OF).linger_s == minutes * 60


def stay(place: int | None, certainty: Certainty = Certainty.CERTAIN) -> StayFacts:
    return StayFacts(
        id=uuid4(), case_id=CASE.id, start=ONSET, until=AS_OF, place_id=place, place_text="", vehicle="", seat="",
        transport=Transport.NONE, mask=Mask.NONE, certainty=certainty,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("certainty", "grade"),
    [
        (Certainty.CERTAIN, EvidenceGrade.VERIFIED),
        (Certainty.PROBABLE, EvidenceGrade.STATED),
        (Certainty.POSSIBLE, EvidenceGrade.INFERRED),
    ],
)
def test_a_case_s_own_account_is_as_good_as_its_certainty(certainty, grade):
    [visit] = rules.own_visits(1, [stay(10, certainty), stay(None)])
    assert (visit.place, visit.source, visit.grade) == (10, VisitSource.INTERVIEW, grade)


def exposed(person, places=(10,), hop=1, via=(1,), grade=EvidenceGrade.RECORDED):
    first = datetime(2021, 12, 10, 1, tzinfo=UTC)
    return Exposed(person, hop, via, places, first, first + timedelta(hours=1), 3600, 1, grade)


KINDS = {10: PlaceKind.RESTAURANT, 11: PlaceKind.MALL, 12: PlaceKind.WORKPLACE}


@pytest.mark.parametrize(
    ("found", "household", "edition", "expected"),
    [
        (exposed(2), (), ED8, (ContactClass.CLOSE, "shared_facility", Why.NEAR, Finding.CLOSE)),
        (exposed(2, (12,)), (), ED8, (ContactClass.CLOSE, "same_room", Why.NEAR, Finding.CLOSE)),
        (exposed(2, (11,)), (), ED8, (ContactClass.GENERAL, "", Why.SAME_PLACE, Finding.GENERAL)),
        (exposed(2, (11, 12)), (), ED8, (ContactClass.CLOSE, "same_room", Why.NEAR, Finding.CLOSE)),
        (exposed(2, (11,)), (2,), ED8, (ContactClass.CLOSE, "household", Why.HOUSEHOLD, Finding.CLOSE)),
        (exposed(2, (99,)), (), ED8, (ContactClass.GENERAL, "", Why.SAME_PLACE, Finding.GENERAL)),
        (exposed(2), (), ED10, (None, "", Why.NO_CLASS, Finding.NONE)),
        (
            exposed(2, grade=EvidenceGrade.CLAIMED),
            (),
            ED8,
            (ContactClass.CLOSE, "shared_facility", Why.NEAR, Finding.LEAD),
        ),
        (
            exposed(2, grade=EvidenceGrade.INFERRED),
            (2,),
            ED8,
            (ContactClass.CLOSE, "household", Why.HOUSEHOLD, Finding.LEAD),
        ),
    ],
)
def test_who_met_the_case(found, household, edition, expected):
    suggestion = rules.judge([found], KINDS, frozenset(household), edition)[2]
    assert (suggestion.contact_class, suggestion.situation, suggestion.why, suggestion.finding) == expected
    if suggestion.contact_class:
        assert suggestion.clause.edition_id.startswith(("cn-covid", "contact-situations"))


@pytest.mark.parametrize(
    ("first_place", "second_place", "expected"),
    [
        ((10,), (12,), (ContactClass.SECONDARY, Why.THROUGH_CLOSE)),
        ((11,), (12,), (None, Why.NOT_THROUGH_CLOSE)),
        ((10,), (11,), (None, Why.NOT_THROUGH_CLOSE)),
    ],
)
def test_only_those_near_a_close_contact_are_secondary(first_place, second_place, expected):
    found = [exposed(2, first_place), exposed(3, second_place, hop=2, via=(2,))]
    suggestion = rules.judge(found, KINDS, frozenset(), ED8)[3]
    assert (suggestion.contact_class, suggestion.why) == expected


def facts(suggestion, outcome=None):
    base = exposed(2)
    return ExposedFacts(
        id=uuid4(), run_id=uuid4(), person_id=2, hop=1, via=(1,), places=(10,), first=base.first, last=base.last,
        minutes=60, encounters=1, grade=base.grade, suggestion=suggestion, outcome=outcome,
    )  # fmt: skip


CLOSE = Suggestion(contact_class=ContactClass.CLOSE, situation="", clause=None, why=Why.NEAR, is_lead=False)
LEAD = Suggestion(contact_class=ContactClass.CLOSE, situation="", clause=None, why=Why.NEAR, is_lead=True)
NOBODY = Suggestion(contact_class=None, situation="", clause=None, why=Why.NO_CLASS, is_lead=False)


@pytest.mark.parametrize(
    ("suggestion", "outcome", "expected"),
    [
        (CLOSE, None, True),
        (NOBODY, None, False),
        (LEAD, None, False),
        (LEAD, CheckOutcome.RULED_OUT, False),
        (LEAD, CheckOutcome.CONFIRMED, True),
    ],
)
def test_a_lead_is_proposed_only_after_a_call(suggestion, outcome, expected):
    assert rules.may_propose(facts(suggestion, outcome)) is expected


def test_calls_settle_leads_and_say_what_they_found():
    assert rules.may_check([facts(LEAD)], CheckOutcome.CONFIRMED, "was at the next table")
    assert isinstance(rules.may_check([facts(CLOSE)], CheckOutcome.CONFIRMED, "x").refusal, errors.NotALead)
    assert isinstance(rules.may_check([facts(LEAD)], CheckOutcome.CONFIRMED, " ").refusal, errors.NotePlease)


def test_counts_come_by_place_and_town():
    town, other = areas.parse("320282104"), areas.parse("320282105")

    def place(number, area):
        return PlaceFacts(number, "", Words("", ""), PlaceKind.MALL, area, None, None, None, None)

    places = {10: place(10, areas.parse("320282104201")), 11: place(11, town), 12: place(12, other)}
    found = [exposed(2, (10, 11)), exposed(3, (11, 12), grade=EvidenceGrade.CLAIMED)]
    counts = rules.count(found, rules.judge(found, KINDS, frozenset(), ED8), places, visits=9, elsewhere=1)
    assert counts.by_area == ((town, 2), (other, 1))
    assert counts.by_place == ((11, 2), (10, 1), (12, 1))
    assert counts.by_finding == {Finding.CLOSE: 1, Finding.LEAD: 1}
    assert (counts.persons, counts.visits, counts.elsewhere) == (2, 9, 1)
