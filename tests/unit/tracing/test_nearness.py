"""A seat row, a carriage, a table: the zone inside a place decides the suggested class by the edition's clause."""

from datetime import UTC, datetime, timedelta

import pytest

from sizao.ground.registry.types import PlaceKind
from sizao.kernel.editions import ContactClass, library
from sizao.trace.cases import rules as cases
from sizao.trace.tracing import rules
from sizao.trace.tracing.types import Why
from sizao.traceback.answer import Exposed
from sizao.traceback.visits import EvidenceGrade, Visit

ED8 = library().get("cn-covid-ed8")
NINE = datetime(2021, 12, 12, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
VEHICLE, RESTAURANT, OFFICE = 20, 30, 40
KINDS = {VEHICLE: PlaceKind.VEHICLE, RESTAURANT: PlaceKind.RESTAURANT, OFFICE: PlaceKind.WORKPLACE}


def rule(key):
    found = next(each for each in cases.seat_rules(ED8) if each.key == key)
    return rules.ZoneRule(found.clause, found.near)


def at(person, zone, place=VEHICLE, begin=0.0, length=2.0):
    return Visit(person, place, NINE + begin * HOUR, NINE + (begin + length) * HOUR, zone)


def judged(key, mine, theirs, *, place=VEHICLE, places=None, linger_s=0, grade=EvidenceGrade.RECORDED):
    """What is suggested for person 2, whom the case met at a place."""
    own, others = ([each] if isinstance(each, Visit) else list(each) for each in (mine, theirs))
    seated = rules.seatings(own, others, {place: rule(key)}, linger_s)
    found = [Exposed(2, 1, (1,), places or (place,), NINE, NINE + HOUR, 3600, 1, grade)]
    return rules.judge(found, KINDS, frozenset(), ED8, seated)[2]


@pytest.mark.parametrize(("key", "mine", "theirs", "is_close"), [
    ("aircraft", "12A", "15F", True), ("aircraft", "12A", "16A", False), ("aircraft", "12A", "9C", True), ("aircraft", "12A", "8C", False),
    ("ventilated_coach", "5排", "8排", True), ("ventilated_coach", "5排", "9排", False),
    ("unsealed_train", "05车12A", "05车13F", True), ("unsealed_train", "05车12A", "05车14A", False),
    ("unsealed_train", "05车12A", "06车12A", False),
    ("sealed_train", "05车12A", "05车90F", True), ("sealed_train", "05车12A", "06车12A", False),
    ("sealed_coach", "1A", "12D", True),
])  # fmt: skip
def test_seats_of_a_vehicle_are_judged_by_the_rule_of_its_kind(key, mine, theirs, is_close):
    suggestion = judged(key, at(1, mine), at(2, theirs))
    assert suggestion.contact_class is (ContactClass.CLOSE if is_close else ContactClass.GENERAL)
    assert suggestion.why is (Why.SEATED_NEAR if is_close else Why.SEATED_APART)
    assert suggestion.clause == rule(key).clause


@pytest.mark.parametrize(("mine", "theirs", "why"), [
    ("A3", "A4", Why.SEATED_NEAR), ("A3", "A3", Why.SEATED_NEAR), ("A3", "A5", Why.SEATED_APART), ("A3", "B3", Why.SEATED_APART),
])  # fmt: skip
def test_tables_of_a_restaurant_are_near_when_they_are_neighbours(mine, theirs, why):
    assert judged("venue", at(1, mine, RESTAURANT), at(2, theirs, RESTAURANT), place=RESTAURANT).why is why


@pytest.mark.parametrize(("mine", "theirs"), [(None, "15F"), ("12A", None), ("12A", "乘务员"), ("餐车", "12A")])
def test_a_seat_that_is_not_known_never_lowers_the_class(mine, theirs):
    suggestion = judged("aircraft", at(1, mine), at(2, theirs))
    assert (suggestion.contact_class, suggestion.why) == (ContactClass.CLOSE, Why.NEAR)


def test_one_ride_with_a_seat_unknown_keeps_the_class_and_one_ride_nearby_is_near():
    apart, unknown, near = at(2, "30A"), at(2, None), at(2, "11A")
    assert judged("aircraft", at(1, "12A"), [apart, unknown]).why is Why.NEAR
    assert judged("aircraft", at(1, "12A"), [apart, unknown, near]).why is Why.SEATED_NEAR


def test_the_seat_on_the_ticket_counts_when_the_trajectory_names_none():
    assert judged("aircraft", [at(1, None), at(1, "12A")], at(2, "30A")).why is Why.SEATED_APART


def test_seats_at_another_time_say_nothing_unless_the_air_lingers():
    later = at(2, "30A", begin=2.2)
    assert judged("aircraft", at(1, "12A"), later).why is Why.NEAR
    assert judged("aircraft", at(1, "12A"), later, linger_s=1800).why is Why.SEATED_APART


def test_who_sat_apart_and_shared_an_office_too_is_judged_by_the_office():
    suggestion = judged("aircraft", at(1, "12A"), at(2, "30A"), places=(VEHICLE, OFFICE))
    assert (suggestion.contact_class, suggestion.why, suggestion.situation) == (
        ContactClass.CLOSE,
        Why.NEAR,
        "same_room",
    )


def test_a_scanned_seat_nearby_is_still_a_lead_for_a_call():
    assert judged("aircraft", at(1, "12A"), at(2, "13A"), grade=EvidenceGrade.CLAIMED).is_lead
