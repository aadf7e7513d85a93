"""An incident with people in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from sizao.ground.command import actions as command
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.trace.cases import actions
from sizao.trace.cases.types import Classification, NewCase, ProposedContact

YIXING = areas.parse("320282")
WANSHI = areas.parse("320282104")
BINHU = areas.parse("320211")


@pytest.fixture
def incident_id(by: Actor, at: datetime) -> UUID:
    """An open COVID-19 incident of Yixing under the edition of December 2021."""
    return command.open_incident(
        title=Words("宜兴疫情", "Yixing outbreak"), disease="covid-19", area=YIXING,
        reported_at=at - timedelta(hours=1), by=by, at=at,
    )  # fmt: skip


@pytest.fixture
def people(by: Actor, at: datetime) -> Callable[..., list[int]]:
    """Enter persons: ``people(3)`` or ``people(2, BINHU)``; returns their ids."""

    def enter(number: int, area: int = WANSHI) -> list[int]:
        return registry.add_persons(persons=[NewPerson(area_residence=area)] * number, by=by, at=at)

    return enter


@pytest.fixture
def case_id(incident_id, people, by, at):
    new = NewCase(
        person_id=people(1)[0], area=WANSHI, reported_at=at, sampled_at=at - timedelta(hours=2),
        classification=Classification.ASYMPTOMATIC,
    )  # fmt: skip
    return actions.report_case(incident_id=incident_id, case=new, by=by, at=at).case_id


@pytest.fixture
def propose(incident_id, case_id, by, at):
    def make(*persons, hours=24, **more):
        given = {"area": WANSHI, "source_case_id": case_id, "last_exposure_at": at - timedelta(hours=hours), **more}
        proposals = [ProposedContact(person_id=each, **given) for each in persons]
        return actions.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at)

    return make
