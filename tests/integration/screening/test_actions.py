"""Testing with PostgreSQL: counts are sums over tubes, results need a second person, positives are announced."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from sizao.ground.command import actions as command
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPlace, PlaceKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.measures.screening import actions, queries
from sizao.measures.screening.errors import NoSuchSample, SecondPersonNeeded
from sizao.measures.screening.models import Sample
from sizao.measures.screening.types import NewPoint, NewResult, NewSample, Purpose, RoundState, SubjectKind, Value
from sizao.spine.outbox import queries as timeline

YIXING, WANSHI = parse("320282"), parse("320282109")
HOUR = timedelta(hours=1)


@pytest.fixture
def incident(by, at):
    title = Words("宜兴一例", "One case in Yixing")
    return command.open_incident(title=title, disease="covid-19", area=YIXING, reported_at=at, by=by, at=at)


def tube(incident, at, **changes):
    return NewSample(SubjectKind.PERSON, WANSHI, at, Purpose.RISK_PEOPLE, incident_id=incident, **changes)


def test_people_are_counted_over_tubes_as_of_a_moment(by, at, incident):
    actions.take_samples(samples=[tube(incident, at, people=10), tube(incident, at + HOUR, people=7)], by=by, at=at)
    assert queries.counts(incident).people == 17
    assert queries.counts(incident).tubes == 2
    assert queries.counts(incident, at).people == 10
    assert queries.people_by_purpose(incident) == {"risk_people": 17}


def test_a_result_counts_after_a_second_person_released_it(by, at, incident):
    place = registry.add_place(place=NewPlace(Words("宿舍", "Dormitory"), PlaceKind.WORKPLACE, WANSHI), by=by, at=at)
    spot = NewSample(
        SubjectKind.ENVIRONMENT, WANSHI, at, Purpose.CASE, incident_id=incident, place_id=place, spot="门把手"
    )
    samples = actions.take_samples(samples=[spot, tube(incident, at, people=5)], by=by, at=at)
    answers = [NewResult(samples[0], Value.POSITIVE, at + HOUR), NewResult(samples[1], Value.NEGATIVE, at + HOUR)]
    results = actions.enter_results(results=answers, by=by, at=at + HOUR)
    assert queries.counts(incident).environment_positive == 0
    assert len(queries.waiting_for_release()) == 2
    with pytest.raises(SecondPersonNeeded):
        actions.release_results(result_ids=results, by=by, at=at + HOUR)
    assert actions.release_results(result_ids=results, by=Actor.system("second"), at=at + 2 * HOUR) == 2
    found = queries.counts(incident)
    assert (found.environment, found.environment_positive, found.people_resulted, found.people_positive) == (1, 1, 5, 0)
    assert queries.counts(incident, at + HOUR).environment_positive == 0
    told = [each for each in timeline.timeline(incident) if each.name == "measures.screening.result-positive"]
    assert [each.body["place_id"] for each in told] == [place]


def test_a_result_of_an_unknown_sample_is_refused(by, at, incident, acting):
    (sample,) = actions.take_samples(samples=[tube(incident, at, people=1)], by=by, at=at)
    acting(Actor("elsewhere", area=parse("320211")))
    with pytest.raises(NoSuchSample):
        actions.enter_results(results=[NewResult(sample, Value.NEGATIVE, at)], by=by, at=at)


def test_points_open_and_close(by, at, incident):
    new = [NewPoint(Words(f"采样点{n}", f"Point {n}"), WANSHI, at) for n in range(3)]
    ids = actions.open_points(points=new, incident_id=incident, by=by, at=at)
    actions.close_point(point_id=ids[0], by=by, at=at + HOUR)
    assert queries.counts(incident, at).points == 3
    assert queries.counts(incident, at + 2 * HOUR).points == 2


def test_a_round_ends_all_negative(by, at, incident):
    name = Words("第一轮", "Round 1")
    round_id = actions.start_round(incident_id=incident, area=WANSHI, number=1, name=name, by=by, at=at)
    actions.end_round(round_id=round_id, state=RoundState.CLEARED, by=by, at=at + HOUR)
    (found,) = queries.rounds(incident_id=incident)
    assert (found.state, found.ended_at) == (RoundState.CLEARED, at + HOUR)
    assert queries.rounds(incident_id=incident, as_of=at)[0].state is RoundState.STARTED


def test_the_database_refuses_people_in_a_sample_of_goods(by, at, incident):
    with pytest.raises(DatabaseError, match="screening_people_only"), transaction.atomic():
        Sample.objects.create(
            subject="goods",
            purpose="case",
            incident_id=incident,
            people=3,
            area=WANSHI,
            taken_at=at,
            taken_by="x",
        )
