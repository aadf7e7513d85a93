"""Zones with PostgreSQL: proposed, declared, lifted on the evidence, seen from inside the area only."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sizao.ground.command import actions as command
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.editions import ZoneKind
from sizao.kernel.words import Words
from sizao.measures.zones import actions, queries
from sizao.measures.zones.errors import ConditionsUnmet, NoSuchZone, ZoneStepRefused
from sizao.measures.zones.types import EvidenceKind, NewZone, ZoneState
from sizao.spine.outbox import queries as timeline

YIXING, WANSHI = parse("320282"), parse("320282109")
DAY = timedelta(days=1)


def local(day: int, hour: int = 12) -> datetime:
    return datetime(2021, 12, day, hour, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


@pytest.fixture
def incident(by, at):
    title = Words("宜兴一例", "One case in Yixing")
    return command.open_incident(title=title, disease="covid-19", area=YIXING, reported_at=at, by=by, at=at)


def propose(incident, by, at, kind=ZoneKind.LOCKDOWN, area=WANSHI):
    new = NewZone(kind, Words("宿舍区", "Dormitory"), area, incident, "感染者住处")
    return actions.propose(new=new, by=by, at=at)


def prove(zone, by):
    for kind, moment in (
        (EvidenceKind.LAST_EXPOSURE, local(9)),
        (EvidenceKind.CONTACTS_NEGATIVE, local(23, 20)),
        (EvidenceKind.ROUND_NEGATIVE, local(23, 22)),
    ):
        actions.record_evidence(zone_ids=[zone], kind=kind, moment=moment, by=by, at=local(24, 8))


def test_a_zone_lives_from_proposal_to_lifting(by, at, incident):
    zone = propose(incident, by, at)
    assert queries.zone(zone).state is ZoneState.PROPOSED
    actions.declare(zone_id=zone, by=by, at=at + DAY / 24, document="通告")
    with pytest.raises(ConditionsUnmet) as refused:
        actions.lift(zone_id=zone, by=by, at=local(20))
    assert refused.value.clause.edition_id == "cn-three-zone-2021"
    prove(zone, by)
    with pytest.raises(ConditionsUnmet):
        actions.lift(zone_id=zone, by=by, at=local(23, 23))
    actions.lift(zone_id=zone, by=by, at=local(24, 18))
    found = queries.zone(zone)
    assert (found.state, found.lifted_at) == (ZoneState.LIFTED, local(24, 18))
    names = [each.name for each in timeline.timeline(incident)]
    assert names[-3:] == ["measures.zones.zone-proposed", "measures.zones.zone-declared", "measures.zones.zone-lifted"]


def test_the_state_is_that_of_the_moment_asked(by, at, incident):
    zone = propose(incident, by, at)
    actions.declare(zone_id=zone, by=by, at=at + DAY)
    assert queries.zone(zone, at).state is ZoneState.PROPOSED
    assert queries.zones(incident_id=incident, as_of=at - DAY) == []
    assert queries.in_force(incident) == 1


def test_the_precautionary_area_waits_for_the_others(by, at, incident):
    inner, outer = propose(incident, by, at), propose(incident, by, at, ZoneKind.PRECAUTIONARY, YIXING)
    for each in (inner, outer):
        actions.declare(zone_id=each, by=by, at=at)
    prove(inner, by)
    with pytest.raises(ConditionsUnmet):
        actions.lift(zone_id=outer, by=by, at=local(24, 18))
    actions.lift(zone_id=inner, by=by, at=local(24, 18))
    actions.lift(zone_id=outer, by=by, at=local(24, 18))
    assert queries.in_force(incident) == 0


def test_later_evidence_takes_the_place_of_earlier(by, at, incident):
    zone = propose(incident, by, at)
    for day in (9, 10):
        actions.record_evidence(
            zone_ids=[zone], kind=EvidenceKind.LAST_EXPOSURE, moment=local(day), by=by, at=local(11) + DAY * day
        )
    assert queries.evidence(zone)[EvidenceKind.LAST_EXPOSURE].moment == local(10)
    assert queries.evidence(zone, local(20, 13))[EvidenceKind.LAST_EXPOSURE].moment == local(9)


def test_a_withdrawn_zone_is_not_declared(by, at, incident):
    zone = propose(incident, by, at)
    actions.withdraw(zone_id=zone, reason="范围重叠", by=by, at=at)
    with pytest.raises(ZoneStepRefused):
        actions.declare(zone_id=zone, by=by, at=at)


def test_a_zone_is_seen_inside_its_area_and_below(by, at, incident, acting):
    zone, whole = propose(incident, by, at), propose(incident, by, at, ZoneKind.PRECAUTIONARY, YIXING)
    acting(Actor("village", area=parse("320282109200")))
    assert queries.zone(whole).kind is ZoneKind.PRECAUTIONARY
    assert queries.zone(zone)
    acting(Actor("elsewhere", area=parse("320211")))
    with pytest.raises(NoSuchZone):
        queries.zone(zone)
