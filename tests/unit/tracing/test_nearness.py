"""A seat row, a carriage, a table: the zone inside a place decides the suggested class by the edition's clause."""

from datetime import UTC, datetime, timedelta

import pytest

from sizao.ground.registry.types import PlaceKind
from sizao.kernel.editions import ContactClass, library
from sizao.trace.cases import rules as cases
from sizao.trace.cases.types import Nearness, Transport
from sizao.trace.tracing import rules
from sizao.trace.tracing.rules import zones
from sizao.trace.tracing.types import Finding, PlaceBasis, Why
from sizao.traceback.answer import Exposed
from sizao.traceback.visits import EvidenceGrade, Visit

ED8 = library().get("cn-covid-ed8")
NINE = datetime(2021, 12, 12, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
VEHICLE, RESTAURANT, OFFICE = 20, 30, 40
KINDS = {VEHICLE: PlaceKind.VEHICLE, RESTAURANT: PlaceKind.RESTAURANT, OFFICE: PlaceKind.WORKPLACE}


def rule(key, edition=ED8):
    if key == "venue":
        found = next(each for each in cases.seat_rules(edition) if each.key == key)
        return rules.ZoneRule(found.clause, rules.of_tables(found.near))
    found = cases.vehicle_rule(edition, Transport(key))
    return rules.ZoneRule(found.clause, found.near)


def at(person, zone, place=VEHICLE, begin=0.0, length=2.0):
    return Visit(person, place, NINE + begin * HOUR, NINE + (begin + length) * HOUR, zone)


def judged(key, mine, theirs, *, place=VEHICLE, places=None, linger_s=0, grade=EvidenceGrade.RECORDED, edition=ED8):
    """What is suggested for person 2, whom the case met at a place."""
    own, others = ([each] if isinstance(each, Visit) else list(each) for each in (mine, theirs))
    seated = rules.seatings(own, others, {place: rule(key, edition)}, linger_s)
    found = [Exposed(2, 1, (1,), places or (place,), NINE, NINE + HOUR, 3600, 1, grade)]
    return rules.judge(found, KINDS, frozenset(), edition, seated)[2]


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


LEAD, GENERAL = (ContactClass.CLOSE, Finding.LEAD), (ContactClass.GENERAL, Finding.GENERAL)
CLOSE = (ContactClass.CLOSE, Finding.CLOSE)


def seen(suggestion):
    return (suggestion.contact_class, suggestion.finding), suggestion.why


@pytest.mark.parametrize(("key", "mine", "theirs", "what", "why"), [
    # one room of a known kind: who sat nobody knows where is asked, and so are the crew
    ("aircraft", None, "15F", LEAD, Why.SAME_PART), ("aircraft", "12A", None, LEAD, Why.SAME_PART),
    ("aircraft", "12A", "乘务员", LEAD, Why.SAME_PART), ("ventilated_coach", "5排", None, LEAD, Why.SAME_PART),
    # everyone aboard, says the annex of a sealed coach; within 1 m, is true of any car
    ("sealed_coach", None, None, CLOSE, Why.SEATED_NEAR), ("car", None, None, CLOSE, Why.SEATED_NEAR),
    # trains and ships have parts: without the part's name being aboard says nothing
    ("sealed_train", "12A", "12C", GENERAL, Why.ABOARD), ("sealed_train", "05车12A", None, GENERAL, Why.ABOARD),
    ("sealed_train", "3号车厢", "03车01F", CLOSE, Why.SEATED_NEAR), ("sealed_train", "3号车厢", "4号车厢", GENERAL, Why.SEATED_APART),
    ("unsealed_train", "3号车厢", "03车01F", LEAD, Why.SAME_PART),
    ("ship", "二等舱3", "二等舱3", CLOSE, Why.SEATED_NEAR), ("ship", "二等舱3", "二等舱4", GENERAL, Why.SEATED_APART),
    # the annex does not name the metro: a carriage shared is a question, another one is a general contact
    ("metro", "3号车厢", "3号车厢", LEAD, Why.SAME_PART), ("metro", "3号车厢", "5号车厢", GENERAL, Why.SEATED_APART),
    ("metro", None, None, GENERAL, Why.ABOARD), ("metro", "3号车厢", None, GENERAL, Why.ABOARD),
    # a kind nobody told: what all kinds that it may be agree on
    ("none", "12A", "13F", CLOSE, Why.SEATED_NEAR), ("none", "12A", "30F", LEAD, Why.SAME_PART),
    ("none", "3号车厢", "03车厢", LEAD, Why.SAME_PART), ("none", "05车12A", "05车13A", CLOSE, Why.SEATED_NEAR),
    ("none", "05车12A", "06车12A", GENERAL, Why.SEATED_APART), ("none", "1037", "1037", LEAD, Why.SAME_PART),
    ("none", "1037", "1038", GENERAL, Why.ABOARD), ("none", None, None, GENERAL, Why.ABOARD),
])  # fmt: skip
def test_what_zones_leave_open_is_asked_and_a_whole_vehicle_makes_nobody_close(key, mine, theirs, what, why):
    suggestion = judged(key, at(1, mine), at(2, theirs))
    assert seen(suggestion) == (what, why)
    assert suggestion.clause is not None and suggestion.clause.text


def test_a_general_contact_aboard_has_the_clause_that_says_same_vehicle():
    [said] = [each for each in ED8.statements if each.key == "general_definition"]
    assert judged("none", at(1, None), at(2, None)).clause == said.clause


@pytest.mark.parametrize(("edition", "what", "why"), [
    ("cn-covid-20m", LEAD, Why.ABOARD),  # knows no general contact: asked rather than forgotten
    ("cn-covid-ed7", GENERAL, Why.ABOARD),  # no annex; "within 1 m" alone
    ("int-measles", CLOSE, Why.NEAR),  # the same air is enough
])  # fmt: skip
def test_a_whole_vehicle_under_other_editions(edition, what, why):
    found = judged("none", at(1, None), at(2, None), edition=library().get(edition))
    assert seen(found) == (what, why)


def test_one_ride_with_a_seat_unknown_is_asked_and_one_ride_nearby_is_near():
    apart, unknown, near = at(2, "30A"), at(2, None), at(2, "11A")
    assert judged("aircraft", at(1, "12A"), [apart, unknown]).why is Why.SAME_PART
    assert judged("aircraft", at(1, "12A"), [apart, unknown, near]).why is Why.SEATED_NEAR


def test_the_seat_on_the_ticket_counts_when_the_trajectory_names_none():
    assert judged("aircraft", [at(1, None), at(1, "12A")], at(2, "30A")).why is Why.SEATED_APART


def test_seats_at_another_time_say_nothing_unless_the_air_lingers():
    later = at(2, "30A", begin=2.2)
    assert judged("aircraft", at(1, "12A"), later).why is Why.ABOARD
    assert judged("aircraft", at(1, "12A"), later, linger_s=1800).why is Why.SEATED_APART


def test_who_sat_apart_and_shared_an_office_too_is_judged_by_the_office():
    suggestion = judged("aircraft", at(1, "12A"), at(2, "30A"), places=(VEHICLE, OFFICE))
    assert (seen(suggestion), suggestion.situation) == ((CLOSE, Why.NEAR), "same_room")


def test_a_scanned_seat_nearby_is_still_a_lead_for_a_call():
    assert judged("aircraft", at(1, "12A"), at(2, "13A"), grade=EvidenceGrade.CLAIMED).is_lead


def test_a_contact_of_a_contact_is_not_made_aboard():
    """The editions name lodging, work, meals and play for the second hop, no rides."""
    first, last = NINE + HOUR, NINE + 2 * HOUR
    found = [
        Exposed(2, 1, (1,), (RESTAURANT,), NINE, first, 3600, 1, EvidenceGrade.RECORDED),
        Exposed(3, 2, (2,), (VEHICLE,), first, last, 3600, 1, EvidenceGrade.RECORDED),
        Exposed(4, 2, (2,), (OFFICE,), first, last, 3600, 1, EvidenceGrade.RECORDED),
    ]
    said = rules.judge(found, KINDS, frozenset(), ED8)
    assert [said[each].contact_class for each in (3, 4)] == [None, ContactClass.SECONDARY]


@pytest.mark.parametrize(("mine", "theirs", "what", "why"), [
    ("3楼302室", "3楼302室", CLOSE, Why.SEATED_NEAR), ("3楼302室", "3F 305室", GENERAL, Why.OTHER_PART),
    ("2层", "3楼", GENERAL, Why.OTHER_PART), ("三班", "3班", CLOSE, Why.SEATED_NEAR), ("12", "13", GENERAL, Why.OTHER_PART),
    # the same floor is no room, and a room unknown is none: the kind of the place decides, as without any zone
    ("3楼", "3楼", CLOSE, Why.NEAR), ("3楼302室", "3楼", CLOSE, Why.NEAR), ("3楼302室", None, CLOSE, Why.NEAR),
    ("车间", "办公室", CLOSE, Why.NEAR),
])  # fmt: skip
def test_rooms_and_floors_of_one_workplace(mine, theirs, what, why):
    coded = next(each for each in ED8.contact.situations if each.code == "same_room")
    own, others = [at(1, mine, OFFICE)], [at(2, theirs, OFFICE)]
    seated = rules.seatings(own, others, {OFFICE: rules.ZoneRule(coded.clause, rules.near_in_building)}, 0)
    found = [Exposed(2, 1, (1,), (OFFICE,), NINE, NINE + HOUR, 3600, 1, EvidenceGrade.RECORDED)]
    suggestion = rules.judge(found, KINDS, frozenset(), ED8, seated)[2]
    assert (seen(suggestion), suggestion.clause) == ((what, why), coded.clause)


def from_place(basis, zone, theirs, *, place, edition=ED8):
    """What is suggested for person 2, who was at a traced place."""
    kind = KINDS.get(place, PlaceKind.MALL)
    zoned = None
    if zone:
        near = rule("none").near if kind is PlaceKind.VEHICLE else rules.is_within
        ruled = {place: rules.ZoneRule(edition.contact.clause, near)}
        zoned = rules.seatings([at(0, zone, place)], [at(2, theirs, place)], ruled, 0)
    found = [Exposed(2, 1, (), (place,), NINE, NINE + HOUR, 3600, 1, EvidenceGrade.RECORDED)]
    return rules.judge_at_place(found, {place: kind}, basis, edition, zoned)[2]


MALL = 50
POSITIVE, SHARED = PlaceBasis.ENVIRONMENT, PlaceBasis.SHARED


@pytest.mark.parametrize(("basis", "place", "zone", "theirs", "what", "why"), [
    (POSITIVE, MALL, "3楼", "3楼", CLOSE, Why.ENVIRONMENT), (POSITIVE, MALL, "3楼", "3F A12", CLOSE, Why.ENVIRONMENT),
    (POSITIVE, MALL, "3楼", "2楼", GENERAL, Why.OTHER_PART), (POSITIVE, MALL, "3楼", None, LEAD, Why.UNKNOWN_PART),
    (POSITIVE, MALL, "3楼A区", "3楼", LEAD, Why.UNKNOWN_PART), (POSITIVE, MALL, "", None, CLOSE, Why.ENVIRONMENT),
    (POSITIVE, VEHICLE, "", None, LEAD, Why.UNKNOWN_PART), (POSITIVE, VEHICLE, "3号车厢", "03车厢", LEAD, Why.UNKNOWN_PART),
    (POSITIVE, VEHICLE, "3号车厢", "4号车厢", GENERAL, Why.OTHER_PART), (POSITIVE, VEHICLE, "12A", "13A", CLOSE, Why.ENVIRONMENT),
    (SHARED, VEHICLE, "", None, GENERAL, Why.ABOARD), (SHARED, VEHICLE, "12A", "13A", CLOSE, Why.SEATED_NEAR),
    (SHARED, VEHICLE, "3号车厢", "3号车厢", LEAD, Why.SAME_PART), (SHARED, VEHICLE, "3号车厢", None, GENERAL, Why.ABOARD),
    (SHARED, OFFICE, "3楼", "3楼", CLOSE, Why.NEAR), (SHARED, OFFICE, "3楼", "2楼", GENERAL, Why.OTHER_PART),
    (SHARED, OFFICE, "3楼", None, LEAD, Why.UNKNOWN_PART), (SHARED, MALL, "3楼", "3楼", GENERAL, Why.SAME_PLACE),
])  # fmt: skip
def test_zones_decide_a_trace_from_a_place(basis, place, zone, theirs, what, why):
    suggestion = from_place(basis, zone, theirs, place=place)
    assert seen(suggestion) == (what, why)
    assert suggestion.clause is not None


@pytest.mark.parametrize(("zone", "parts"), [
    ("十二层1203室", {"floor": "12", "room": "1203"}), ("二十层", {"floor": "20"}), ("十层", {"floor": "10"}),
    ("二十二楼", {"floor": "22"}), ("一百零三号房", {"room": "103"}), ("两号楼三层", {"building": "2", "floor": "3"}),
    ("一二零三室", {"room": "1203"}),
])  # fmt: skip
def test_numbers_above_nine_are_read_as_they_are_written(zone, parts):
    assert zones.parts_of(zone) == parts


def test_a_room_mate_is_near_and_somebody_ten_floors_up_is_not():
    assert zones.near_in_building("12层1203室", "十二层1203室") is Nearness.NEAR
    assert zones.near_in_building("十二层203室", "二层203室") is Nearness.APART
    assert zones.is_within("2层", "二十二层") is Nearness.APART
