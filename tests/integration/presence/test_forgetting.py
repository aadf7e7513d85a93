"""Deleted means gone: from the tail, from every file of the lake, and from the index; with the counts kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sizao.ground.identity import events as vault
from sizao.ground.presence import actions, queries
from sizao.ground.presence.models import QuarantinedVisit, Visit
from sizao.ground.presence.types import NewVisit, RowShape, SealKind, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.traceback.index import store
from sizao.traceback.lake import Lake
from sizao.traceback.segments import visits_in

YIXING = areas.parse("320282")
DAY = datetime(2021, 11, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def market(by, at):
    place = NewPlace(words=Words("万石农贸市场", "Wanshi market"), kind=PlaceKind.MARKET, area=YIXING)
    return registry.add_place(place=place, by=by, at=at)


@pytest.fixture
def people(by, at):
    return registry.add_persons(persons=[NewPerson(area_residence=YIXING)] * 3, by=by, at=at)


@pytest.fixture
def known(by, at, market, people):
    """Twenty days: each person a scan and a hotel night a day; the first ten days sealed."""
    visits = [
        NewVisit(person_id=person, place_id=market, start=DAY + day * 24 * HOUR + start * HOUR,
                 until=DAY + day * 24 * HOUR + (start + 2) * HOUR, source=source)
        for day in range(20) for person in people
        for start, source in ((2, VisitSource.VENUE_SCAN), (12, VisitSource.HOTEL))
    ]  # fmt: skip
    actions.record_visits(visits=visits, by=by, at=at)
    actions.seal_days(at=DAY + timedelta(days=10, hours=1), closes_after=HOUR)
    assert (queries.standing().rows, Visit.objects.count()) == (60, 60)


def lake():
    return Lake(queries.root() / queries.standing().folder)


def in_files(column):
    return [value for file in lake().files("by_person") + lake().files("by_place")
            for value in visits_in(file)[column].to_pylist()]  # fmt: skip


def test_an_erased_person_is_in_no_row_no_file_and_no_index(known, at, people):
    done = actions.forget_persons(person_ids=[people[0]], at=at)
    assert (done.why, done.tail_rows, done.lake_rows) == (SealKind.ERASE, 20, 20)
    assert not Visit.objects.filter(person=people[0]).exists()
    assert people[0] not in in_files("person")
    assert people[1] in in_files("person")
    assert people[0] not in store.mapped(lake()).names.people.ids
    assert (lake().verify(), store.verify(lake())) == ([], [])
    assert queries.visits_of([people[0]], DAY, at).num_rows == 0
    assert actions.forget_persons(person_ids=[people[0]], at=at) is None


def test_the_bytes_of_an_erased_person_are_in_no_file_under_the_lake(by, at, market):
    """Every file is looked at: both orders, the index, manifests, and whatever an older generation left."""
    gone, stays = 0x5A17C0DE5EED123, 0x5A17C0DE5EED124
    visits = [
        NewVisit(person_id=person, place_id=market, start=DAY + HOUR, until=DAY + 5 * HOUR, source=VisitSource.HOTEL,
                 zone=zone)
        for person, zone in ((gone, "room of one"), (stays, "lobby"))
    ]  # fmt: skip
    actions.record_visits(visits=visits, by=by, at=at)
    actions.seal_days(at=DAY + timedelta(days=2), closes_after=HOUR)
    actions.record_visits(
        visits=[replace(each, start=DAY + 30 * HOUR, until=DAY + 31 * HOUR) for each in visits], by=by, at=at
    )
    assert _traces_of(gone) == {"index", "by_person", "by_place", "tail"}
    actions.forget_persons(person_ids=[gone], at=at)
    actions.sweep(at=at)
    assert _traces_of(gone) == set()
    assert _traces_of(stays) == {"index", "by_person", "by_place", "tail"}
    [index] = queries.root().glob("g*/index/manifest.json")
    assert '"lobby"' in index.read_text("utf-8")
    assert "room of one" not in index.read_text("utf-8")
    assert len(list(queries.root().glob("g*"))) == 1


def _traces_of(person):
    """Where a person's number is found under the lake's folder, and in the tail."""
    found = {"tail"} if Visit.objects.filter(person=person).exists() else set()
    for path in queries.root().rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        body = path.read_bytes()
        if path.suffix == ".parquet":
            body = repr(pq.read_table(path)["person"].to_pylist()).encode()
        if person.to_bytes(8, "little") in body or str(person).encode() in body:
            found.add(path.parent.name)
    return found


def test_the_erasure_of_an_identity_takes_the_visits_with_it(known, at, by, people):
    from sizao.flow import step5_forget

    event = vault.IdentitiesErased(person_ids=(people[1],), area=YIXING)
    step5_forget.forget_visits(event, by=by, at=at)
    assert queries.visits_of([people[1]], DAY, at).num_rows == 0
    assert queries.visits_of([people[2]], DAY, at).num_rows == 40


def put_aside(person, by, at):
    """One row of a batch that nobody can believe, its number with a blank as it came."""
    rows = pa.table({"person": [f" {person}"], "place": ["nowhere"], "passed_at": ["2021-12-01 09:00"]})
    receipt = actions.receive_batch(rows=rows, shape=RowShape.CHECKPOINT, by=by, at=at)
    assert sum(receipt.quarantined.values()) == 1


def test_what_was_put_aside_of_an_erased_person_goes_too(by, at, people):
    put_aside(people[0], by, at)
    put_aside(people[1], by, at)
    actions.forget_persons(person_ids=[people[0]], at=at)
    assert [row.person.strip() for row in QuarantinedVisit.objects.all()] == [str(people[1])]


def test_what_was_put_aside_is_kept_no_longer_than_its_source(by, at, people):
    put_aside(people[0], by, at)
    [term] = [each for each in queries.retention_policy().terms if each.source is VisitSource.CHECKPOINT]
    actions.expire(at=at + timedelta(days=term.days))
    assert QuarantinedVisit.objects.count() == 1
    actions.expire(at=at + timedelta(days=term.days + 2))
    assert not QuarantinedVisit.objects.exists()


def test_each_source_is_deleted_when_its_own_time_is_over(known):
    at = DAY + timedelta(days=30)
    done = {each.source: each for each in actions.expire(at=at)}
    scans, hotels = done[VisitSource.VENUE_SCAN], done[VisitSource.HOTEL]
    assert (scans.lake_rows, scans.tail_rows) == (30, 18), "fourteen days: all but the newest four"
    assert (hotels.lake_rows, hotels.tail_rows) == (6, 0), "28 days: the first two"
    assert scans.policy == queries.retention_policy().version
    assert set(in_files("source")) == {"hotel"}
    assert min(in_files("start")).date() == (DAY + timedelta(days=2)).date()
    assert lake().verify() == []
    assert actions.expire(at=at) == []
    assert [each.id for each in queries.destructions()] == sorted((each.id for each in done.values()), reverse=True)


def test_nothing_is_deleted_while_a_hold_is_on(known, by, at):
    later = DAY + timedelta(days=60)
    actions.set_hold(is_on=True, reason="Court order", by=by, at=at)
    assert actions.expire(at=later) == []
    actions.set_hold(is_on=False, reason="Lifted", by=by, at=at)
    assert sum(each.tail_rows + each.lake_rows for each in actions.expire(at=later)) == 120
    assert Visit.objects.count() == 0
    assert lake().manifest == {}


def test_every_source_has_a_term_with_its_clause():
    policy = queries.retention_policy()
    assert {each.source for each in policy.terms} == set(VisitSource)
    assert all(each.clause.zh and each.clause.en for each in policy.terms)


def checked(person, market, by, at, place=None):
    """A checkpoint's row of a person, as a batch and as a single visit; how many were taken, and the reasons given."""
    nine = "2021-12-01 09:00"
    rows = pa.table({"person": [str(person)], "place": [str(place or market)], "passed_at": [nine]})
    batch = actions.receive_batch(rows=rows, shape=RowShape.CHECKPOINT, by=by, at=at)
    one = NewVisit(
        person_id=person, place_id=place or market, start=nine, until="2021-12-01 10:00", source=VisitSource.HOTEL
    )
    receipt = actions.record_visits(visits=[one], by=by, at=at)
    return batch.accepted + receipt.recorded, {*batch.quarantined, *(each.value for each in receipt.quarantined)}


def test_rows_of_an_erased_person_are_told_to_the_sender_and_not_taken_again(known, by, at, market, people):
    actions.forget_persons(person_ids=[people[1]], at=at)
    assert checked(people[1], market, by, at) == (0, {"erased"})
    assert checked(people[1], market, by, at, place=10**12) == (0, {"place_unknown"})
    assert queries.visits_of([people[1]], DAY, at).num_rows == 0
    assert not QuarantinedVisit.objects.filter(person__contains=str(people[1])).exists()
    assert checked(people[0], market, by, at) == (2, set())


def test_what_came_in_the_moment_of_the_erasure_goes_the_next_night(known, by, at, market, people):
    from sizao.ground.presence.models import Forgotten

    Forgotten.objects.create(person=people[1], at=at, area=0)
    assert "tail" in _traces_of(people[1])
    actions.expire(at=at)
    assert "tail" not in _traces_of(people[1])


def test_a_hold_over_the_places_somebody_was_at_keeps_the_identity(known, by, at, people):
    from sizao.flow.step5_forget import held_visits
    from sizao.spine import clock

    now = clock.now()
    assert held_visits(people[0]) == []
    actions.set_hold(is_on=True, reason="审计", by=by, at=now, area=areas.parse("320281"), until=now + 9 * HOUR)
    assert held_visits(people[0]) == []
    actions.set_hold(is_on=True, reason="审计", by=by, at=now, area=YIXING, until=now + 9 * HOUR)
    assert [each.en for each in held_visits(people[0])] == ["visits are on hold: 审计"]
    assert held_visits(10**15) == []
