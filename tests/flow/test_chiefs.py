"""Leads and requests that are routed to an address come by name to its nearest chief, once, and to nobody where there is none."""

from datetime import timedelta

import pytest

from sizao.ground.command import actions as command
from sizao.ground.command import queries as commanded
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as registered
from sizao.ground.registry.models import Person
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level, ancestor, parse
from sizao.kernel.words import Words
from sizao.measures.referrals import events as lists
from sizao.measures.referrals import queries as referrals
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.tracing.queries import lead_rows
from tests.integration.referrals.test_lists import three, village  # noqa: F401
from tests.integration.tracing.test_tracing import WANSHI, World

YIXING = parse("320282")
DAY = timedelta(days=1)


@pytest.fixture
def grid(staff, at):
    """A grid of the town whose chief is the grid worker's account, under a headquarters."""
    by, user = Actor.system("test"), staff("grid_worker")
    with scope.acting(by):
        village = registered.children(WANSHI)[0].code
        made = registry.add_area(parent=village, level=Level.GRID, by=by, at=at - DAY)
        registry.appoint_chief(code=made, username=user.username, by=by, at=at - DAY)
        command.ensure_headquarters(area=YIXING, name=Words("指挥部", "HQ"), by=by, at=at - DAY)
    return made, user


def test_leads_come_to_the_nearest_chief_as_one_task(grid, by, at):
    area, user = grid
    world = World(by, at)
    Person.objects.filter(pk=world.scanner).update(area_residence=area)
    world.record_stays()
    outbox.drain()
    assert [lead.area for lead in lead_rows()] == [area]
    [task] = commanded.tasks(assignee_id=user.pk)
    assert task.area == area and commanded.incident(world.incident).number in task.title.zh
    assert "1人" in commanded.task_detail(task.id)


def test_a_lead_where_no_chief_has_an_account_makes_no_task(grid, by, at):
    _area, user = grid
    world = World(by, at)
    world.record_stays()
    outbox.drain()
    assert lead_rows().count() == 1 and commanded.tasks(assignee_id=user.pk) == []


def test_people_of_a_list_come_to_the_chief_once(three, grid, by, at):  # noqa: F811
    area, user = grid
    requests = referrals.requests_of(three.id)[:2]
    for each in requests:
        event = lists.RequestRouted(
            request_id=each.id, person_id=each.person_id, to_area=area, area=ancestor(area, Level.COUNTY)
        )
        outbox.emit(event, by=by, at=at)
    outbox.drain()
    [task] = commanded.tasks(assignee_id=user.pk)
    assert three.number in task.title.zh
