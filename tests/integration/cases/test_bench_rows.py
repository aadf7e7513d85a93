"""The rows that the benches make by themselves fit the tables as they are today."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from bench import outbreak, rows
from sizao.ground.command import actions as command
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope
from sizao.trace.cases import queries
from tests.conftest import AT

pytestmark = pytest.mark.django_db(transaction=True)
BY = Actor.system("bench")
WUXI, TOWN = areas.parse("3202"), areas.parse("320282109")
CASES = 10


def opened(title: str) -> UUID:
    with scope.acting(BY):
        incident = command.open_incident(
            title=Words(title, title), disease="covid-19", area=WUXI, reported_at=AT, by=BY, at=AT
        )
        command.stand_up(incident_id=incident, by=BY, at=AT)
    return incident


def test_lists_and_outbreaks_are_filled():
    listed, large = opened("lists"), opened("outbreak")
    rows.fill(listed, 40, 1, TOWN, [areas.parse("320211"), areas.parse("320282")])
    outbreak.fill(large, CASES, AT + timedelta(days=60), edition="cn-covid-ed8", areas=[TOWN])
    with scope.acting(BY):
        assert len(queries.contacts(listed)) == 40
        assert len(queries.cases(large)) == CASES
        first_had_no_source = 1
        assert len(queries.contacts(large)) == CASES * outbreak.PER_CASE - first_had_no_source
