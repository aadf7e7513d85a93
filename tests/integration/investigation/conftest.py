"""A suspected case of an open incident, ready to be interviewed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import Classification, NewCase, NewStay
from tests.integration.cases.conftest import WANSHI, incident_id, people

__all__ = ["case_id", "incident_id", "people"]


@pytest.fixture
def case_id(incident_id, people, by, at):  # noqa: F811
    """A suspected case with one stay."""
    new = NewCase(
        person_id=people(1)[0], area=WANSHI, reported_at=at - timedelta(hours=2), sampled_at=at - timedelta(hours=6),
        classification=Classification.SUSPECTED, form={"care": "自述无不适"},
    )  # fmt: skip
    case = cases.report_case(incident_id=incident_id, case=new, by=by, at=at).case_id
    stay = NewStay(start=at - timedelta(days=2), until=at - timedelta(days=2, hours=-3), place_text="工地")
    cases.record_stays(case_id=case, stays=[stay], by=by, at=at)
    return case
