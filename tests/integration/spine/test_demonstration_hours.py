"""The demonstration's open desks are entered at whatever hour somebody starts it, also just after midnight."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from sizao.ground.presence import queries as presence
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.measures.cohorts import queries
from sizao.project.worlds.yixing import cohorts, data, scenes
from sizao.project.worlds.yixing.people import People
from sizao.project.worlds.yixing.replay import Run
from sizao.spine.scope import queries as scope

pytestmark = pytest.mark.django_db
HOURS = [datetime(2026, 11, 24, hour, minute) for hour, minute in ((0, 5), (1, 30), (23, 55))]


@pytest.fixture(params=HOURS, ids=lambda local: f"{local:%H%M}")
def run(request):
    files = data.read()
    at = request.param.replace(tzinfo=data.CHINA).astimezone(UTC)
    return Run(files, People(files.world["people"]), at, uuid4())


def test_the_cohorts_are_entered_with_what_was_done_for_them(run):
    for step in (cohorts.propose, cohorts.register, cohorts.work):
        step(run)
    with scope.acting(Actor.system("reader")):
        found = next(each for each in queries.cohorts() if each.area == parse("320282"))
        duties = [each for member in queries.members(found.id) for each in member.duties]
    assert any(each.done_at for each in duties)
    assert len(found.versions) == 2


def test_the_visits_are_held_back_and_a_scene_is_on(run):
    scenes.keep(run)
    scenes.these_days(run)
    with scope.acting(Actor.system("reader")):
        assert presence.holds(run.entered_at)
        assert len(presence.waiting()) == 1
