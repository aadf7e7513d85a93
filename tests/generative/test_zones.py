"""Any seats, carriages and floors that people may be recorded in: nobody is close by sharing a vehicle alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sizao.ground.registry.types import PlaceKind
from sizao.kernel.editions import ContactClass, library
from sizao.trace.cases import rules as cases
from sizao.trace.cases.types import Nearness, Transport
from sizao.trace.tracing import rules
from sizao.trace.tracing.types import Finding
from sizao.traceback.answer import Exposed
from sizao.traceback.visits import EvidenceGrade, Visit

NINE, HOUR = datetime(2021, 12, 12, 9, tzinfo=UTC), timedelta(hours=1)
LINE, CASE = 7, 1
EDITIONS = [
    library().get(each)
    for each in ("cn-covid-ed5", "cn-covid-ed7", "cn-covid-ed8", "cn-covid-ed9", "cn-covid-20m", "who-covid-2021", "int-mers")
]  # fmt: skip
zones = st.one_of(
    st.just(""), st.sampled_from(["乘务员", "餐车", "商务舱", "二等舱3", "1037"]),
    st.builds("{}号车厢".format, st.integers(1, 5)), st.builds("{}车{}A".format, st.integers(1, 3), st.integers(1, 30)),
    st.builds("{}F".format, st.integers(1, 30)), st.builds("{}排".format, st.integers(1, 30)),
)  # fmt: skip


@given(
    edition=st.sampled_from(EDITIONS),
    transport=st.sampled_from(list(Transport)),
    own=zones,
    others=st.lists(zones, min_size=1, max_size=12),
)
def test_nobody_is_close_by_being_aboard_alone(edition, transport, own, others):
    rule = cases.vehicle_rule(edition, transport)
    ruled = {LINE: rules.ZoneRule(rule.clause, rule.near)}
    aboard = [Visit(CASE + 1 + each, LINE, NINE, NINE + HOUR, zone or None) for each, zone in enumerate(others)]
    seated = rules.seatings([Visit(CASE, LINE, NINE, NINE + HOUR, own or None)], aboard, ruled, 0)
    found = [
        Exposed(each.person, 1, (CASE,), (LINE,), NINE, NINE + HOUR, 3600, 1, EvidenceGrade.RECORDED) for each in aboard
    ]
    said = rules.judge(found, {LINE: PlaceKind.VEHICLE}, frozenset(), edition, seated)
    is_everyone = transport in (Transport.SEALED_COACH, Transport.CAR)
    for each in aboard:
        suggestion = said[each.person]
        assert suggestion.clause is not None
        assert suggestion.finding is not Finding.CLOSE or (own and each.zone) or is_everyone
        if suggestion.contact_class is None:
            assert seated[each.person, LINE].nearness is Nearness.APART, "who may have been near is never let go"
        if ContactClass.GENERAL in edition.classes:
            assert suggestion.finding in (Finding.CLOSE, Finding.LEAD, Finding.GENERAL)


@given(transport=st.sampled_from(list(Transport)), one=zones, other=zones)
def test_to_be_near_is_mutual(transport, one, other):
    near = cases.vehicle_rule(EDITIONS[2], transport).near
    crew = Nearness.UNCLEAR  # who serves is asked, whichever of the two fell ill
    assert near(one, other) == near(other, one) or crew in (near(one, other), near(other, one))


FLOORS = st.one_of(
    st.just(""), st.builds("{}楼".format, st.integers(1, 4)), st.builds("{}层{}室".format, st.integers(1, 4), st.integers(1, 3)),
    st.builds("{}号楼{}F".format, st.integers(1, 2), st.integers(1, 4)), st.sampled_from(["三班", "3班", "A区", "b区", "12"]),
)  # fmt: skip


@given(zone=FLOORS.filter(bool), theirs=FLOORS)
def test_a_part_of_a_place(zone, theirs):
    said = rules.is_within(zone, theirs)
    assert rules.is_within(zone, zone) is Nearness.NEAR
    if not theirs:
        assert said is None
    if said is Nearness.APART:
        assert rules.is_within(theirs, zone) is Nearness.APART
        assert rules.near_in_building(zone, theirs) is Nearness.APART
