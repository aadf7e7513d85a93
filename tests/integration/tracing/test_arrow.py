"""The exposed persons as an Arrow table: the JSON list row by row, the same right, the same entry in the access log."""

from datetime import datetime

import pyarrow as pa
import pytest

from sizao.spine.audit.models import Access
from sizao.trace.tracing import actions, queries
from sizao.trace.tracing.queries import arrow
from sizao.trace.tracing.types import CheckOutcome
from tests.integration.tracing.test_several import Two

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(by, at):
    return Two(by, at)


def read(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/vnd.apache.arrow.stream")
    return pa.ipc.open_stream(answer.content).read_all()


def as_json(row):
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def as_read(row):
    return {**row, **{name: datetime.fromisoformat(row[name]).isoformat() for name in ("first", "last")}}


@pytest.mark.parametrize("at_once", [10_000, 2])
def test_the_table_is_the_list_row_by_row_in_the_stated_schema(two, signed_in, by, at, monkeypatch, at_once):
    monkeypatch.setattr(arrow, "ROWS", at_once)
    run, found = two.traced()
    lead = [each.id for each in found.values() if each.suggestion.is_lead]
    actions.check_leads(run_id=run.id, exposed_ids=lead, outcome=CheckOutcome.CONFIRMED, note="电话", by=by, at=at)
    officer = signed_in("epidemiologist")
    table = read(officer.get(f"/api/v1/traces/{run.id}/exposed.arrow"))
    listed = officer.get(f"/api/v1/traces/{run.id}/exposed", {"limit": 1000}).json()
    assert table.schema.remove_metadata() == arrow.EXPOSED
    assert table.schema.metadata == {b"run": run.number.encode(), b"edition": run.edition_id.encode(), b"version": b"1"}
    assert len(listed) == len(found) and [as_json(row) for row in table.to_pylist()] == [as_read(row) for row in listed]
    assert [(row["hop"], row["person"]) for row in listed] == sorted((row["hop"], row["person"]) for row in listed)
    assert table.column_names == list(listed[0])


def test_it_opens_to_who_may_read_the_list_and_everybody_given_is_in_the_log(two, signed_in):
    run, found = two.traced()
    path = f"/api/v1/traces/{run.id}/exposed"
    for role in ("epidemiologist", "grid_worker", "sampler", "commander"):
        browser = signed_in(role)
        assert browser.get(f"{path}.arrow").status_code == browser.get(path).status_code, role
    signed_in("epidemiologist").get(f"{path}.arrow")
    row = Access.objects.filter(action="tracing.persons").latest("at", "id")
    assert sorted(row.persons) == sorted(found) and row.reason == run.number


def test_a_run_that_found_nobody_is_an_empty_table(two, signed_in, by, at):
    from sizao.ground.registry.types import PlaceKind
    from sizao.trace.tracing.types import Admitted

    run = actions.start_trace(case_id=two.case, admit=Admitted(kinds=(PlaceKind.HOTEL,)), by=by, at=at)
    table = read(signed_in("epidemiologist").get(f"/api/v1/traces/{run}/exposed.arrow"))
    assert (table.num_rows, table.schema.remove_metadata()) == (0, arrow.EXPOSED)
    assert queries.run(run).counts.persons == 0
