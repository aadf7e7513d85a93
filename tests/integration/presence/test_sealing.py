"""Tail and lake: visits move from PostgreSQL into Parquet, and every question sees each of them once."""

from datetime import UTC, datetime, timedelta

import pytest

from sizao.ground.presence import actions, queries
from sizao.ground.presence.models import SealedPlace, Visit
from sizao.ground.presence.queries import warming
from sizao.ground.presence.types import Engine, NewVisit, SealKind, SealStep, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope
from sizao.traceback import reference, tables
from sizao.traceback.lake import Lake
from sizao.traceback.query import IndexPlace, IndexStay, TraceQuery

YIXING, JIANGYIN = areas.parse("320282"), areas.parse("320281")
DAY = datetime(2021, 12, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _warm():
    assert warming.warm_up()
    yield
    warming._warm.clear()


@pytest.fixture
def places(by, at):
    given = [
        NewPlace(words=Words(name, name), kind=PlaceKind.MARKET, area=area)
        for name, area in (("万石市场", areas.parse("320282104")), ("宜城市场", YIXING), ("江阴市场", JIANGYIN))
    ]
    return registry.add_places(places=given, by=by, at=at)


@pytest.fixture
def people(by, at):
    return registry.add_persons(persons=[NewPerson(area_residence=YIXING)] * 6, by=by, at=at)


def visit(person, place, start, until, **more):
    """A visit by hours of the first day."""
    given = {"person_id": person, "place_id": place, "start": DAY + start * HOUR, "until": DAY + until * HOUR}
    return NewVisit(**{**given, "source": VisitSource.CHECKPOINT, **more})


@pytest.fixture
def known(by, at, people, places):
    """Three days: a chain of two hops in Yixing, somebody of it in Jiangyin, a night over midnight."""
    one, two, three, four, five, six = people
    here, there, jiangyin = places
    visits = [
        visit(one, here, 9, 11), visit(two, here, 10, 12), visit(two, there, 20, 30), visit(three, there, 22, 28),
        visit(three, jiangyin, 30, 33), visit(one, jiangyin, 31, 33), visit(four, jiangyin, 32, 34),
        visit(five, here, 50, 52), visit(one, here, 51, 53), visit(six, there, 28, 50, zone="A"),
    ]  # fmt: skip
    actions.record_visits(visits=visits, by=by, at=at)
    return visits


def question(person, hops=2):
    return TraceQuery(index=(IndexStay(person, DAY, DAY + timedelta(days=4)),), hops=hops)


def seal(at, days=1):
    """Seal so many of the days."""
    return actions.seal_days(at=DAY + timedelta(days=days, hours=1), closes_after=HOUR)


def by_hand(known, query, only=None):
    return reference.run(query, [
        tables.Visit(each.person_id, each.place_id, each.start, each.until, each.zone or None, each.source,
                     tables.EvidenceGrade.RECORDED)
        for each in known if only is None or each.place_id in only
    ])  # fmt: skip


def test_closed_days_leave_the_tail_and_the_rest_stays(known, at):
    [done] = seal(at)
    assert (done.kind, done.moved, done.days, done.step) == (SealKind.SEAL, 4, 2, SealStep.SEALED)
    assert Visit.objects.count() == 6
    assert Lake(queries.root() / done.folder).verify() == []
    assert [(each.day.day, each.rows) for each in queries.segments()] == [(8, 2), (7, 4)]
    assert queries.standing().id == done.id


@pytest.mark.parametrize("days", [0, 1, 2, 3])
@pytest.mark.parametrize("engine", [Engine.INDEX, Engine.DUCKDB])
def test_every_question_is_answered_as_if_nothing_had_been_sealed(known, at, people, days, engine, monkeypatch):
    if engine is Engine.DUCKDB:
        monkeypatch.setattr(warming, "is_warm", lambda: False)
    if days:
        seal(at, days)
    for person in people:
        for hops in (1, 2):
            asked = question(person, hops)
            found = queries.answer(asked, (), at)
            assert found.engine is engine
            assert found.exposed == by_hand(known, asked)


def test_an_index_place_is_asked_about_in_tail_and_lake(known, at, places):
    seal(at, 1)
    asked = TraceQuery(index_places=(IndexPlace(places[0], DAY, DAY + timedelta(days=4)),), hops=2)
    assert queries.answer(asked, (), at).exposed == by_hand(known, asked)


def test_visits_of_and_at_join_tail_and_lake(known, at, people, places):
    before = queries.visits_at(places, DAY, DAY + timedelta(days=4))
    seal(at, 2)
    after = queries.visits_at(places, DAY, DAY + timedelta(days=4))
    assert before.num_rows == 10
    assert after.num_rows == 13, "three visits lie over midnight and are two pieces now"
    assert queries.visits_of([people[0]], DAY + 50 * HOUR, DAY + 60 * HOUR).num_rows == 1
    assert queries.persons_at(places[0]) == 3


@pytest.mark.parametrize("engine", [Engine.INDEX, Engine.DUCKDB])
def test_an_officer_gets_the_same_from_tail_and_from_lake(known, at, people, places, engine, monkeypatch):
    """Row-level security on the tail and the limits of the lake are the same rule: the area of the place."""
    if engine is Engine.DUCKDB:
        monkeypatch.setattr(warming, "is_warm", lambda: False)
    officers = {
        "Yixing": (Actor("officer", role="epidemiologist", area=YIXING), places[:2]),
        "Jiangyin": (Actor("officer", role="epidemiologist", area=JIANGYIN), places[2:]),
        "elsewhere": (Actor("officer", role="epidemiologist", area=areas.parse("320211")), []),
    }
    seen = {}
    for sealed in (False, True):
        if sealed:
            seal(at, 3)
            assert Visit.objects.count() == 0
        for name, (officer, own) in officers.items():
            with scope.acting(officer):
                answers = [queries.answer(question(person, hops), (), at) for person in people for hops in (1, 2)]
                rows = queries.visits_at(places, DAY, DAY + timedelta(days=4))
            assert set(rows["place"].to_pylist()) <= set(own)
            assert seen.setdefault(name, [each.exposed for each in answers]) == [each.exposed for each in answers]
            assert all(each.engine is engine for each in answers)
    assert seen["Yixing"] != seen["Jiangyin"]
    assert not any(seen["elsewhere"])
    assert SealedPlace.objects.count() == 3


def test_a_person_listed_one_by_one_is_seen_in_the_lake_as_in_the_tail(known, at, people, places):
    """A cross-area request or an assigned task names persons; row-level security shows their visits wherever they were."""
    officer = Actor("officer", role="epidemiologist", area=areas.parse("320211"), persons=frozenset({people[3]}))
    for days in (0, 3):
        if days:
            seal(at, days)
        with scope.acting(officer):
            rows = queries.visits_at(places, DAY, DAY + timedelta(days=4))
            assert rows["person"].to_pylist() == [people[3]] * rows.num_rows
            assert set(rows["place"].to_pylist()) == {places[2]}
            assert queries.answer(question(people[3]), (), at).exposed == ()


def test_late_visits_are_traced_at_once_and_join_their_day_at_the_next_sealing(known, by, at, people, places):
    seal(at, 2)
    late = visit(people[5], places[0], 9, 11)
    actions.record_visits(visits=[late], by=by, at=at)
    everything = [*known, late]
    assert queries.answer(question(people[0]), (), at).exposed == by_hand(everything, question(people[0]))
    assert actions.seal_days(at=DAY + timedelta(days=2, hours=1), closes_after=HOUR, with_late=False) == []
    [again] = seal(at, 2)
    assert (again.moved, again.rows) == (1, 12)
    assert queries.answer(question(people[0]), (), at).exposed == by_hand(everything, question(people[0]))


def test_a_sealed_visit_that_is_sent_again_is_known(known, by, at):
    seal(at, 3)
    receipt = actions.record_visits(visits=known, by=by, at=at)
    assert (receipt.recorded, receipt.known) == (0, 10)
    assert Visit.objects.count() == 0


def test_nothing_to_seal_makes_no_generation(at, by):
    assert seal(at) == []
    assert queries.standing() is None


def test_only_the_platform_itself_seals(known, at):
    from django.db import DatabaseError, transaction

    officer = Actor("officer", role="data_officer", area=YIXING)
    with pytest.raises(DatabaseError), transaction.atomic(), scope.acting(officer):
        actions.begin_seal(kind=SealKind.SEAL, by=officer, at=at)
