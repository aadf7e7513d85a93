"""Nights with thousands of people: the bulk ways are used, and the number of statements does not follow the people."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sizao.kernel.editions import ContactClass
from sizao.measures.followup import actions as followup
from sizao.measures.followup import queries as plans
from sizao.trace.cases import actions, queries
from sizao.trace.cases.types import Classification, NewCase, ProposedContact
from tests.integration.cases.conftest import WANSHI

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Stopwatch:
    """Seconds and statements of a block."""

    def __enter__(self):
        self.captured = CaptureQueriesContext(connection)
        self.captured.__enter__()
        self.began = time.perf_counter()
        return self

    def __exit__(self, *error):
        self.seconds = time.perf_counter() - self.began
        self.captured.__exit__(*error)
        self.statements = len(self.captured)


def test_the_evening_of_yixing_is_one_call(incident_id, people, by, at):
    case = NewCase(
        person_id=people(1)[0], area=WANSHI, reported_at=at, sampled_at=at, classification=Classification.ASYMPTOMATIC
    )
    case_id = actions.report_case(incident_id=incident_id, case=case, by=by, at=at).case_id
    close, secondary = people(63), people(560)
    last = at - timedelta(hours=20)
    proposals = [
        ProposedContact(person_id=person, area=WANSHI, last_exposure_at=last, source_case_id=case_id)
        for person in close
    ] + [
        ProposedContact(
            person_id=person, area=WANSHI, last_exposure_at=last, source_person_id=close[number % 63]
        )
        for number, person in enumerate(secondary)
    ]  # fmt: skip
    with Stopwatch() as proposing:
        ids = actions.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at).contact_ids
    with Stopwatch() as approving:
        actions.approve_contacts(contact_ids=ids, by=by, at=at)
    with Stopwatch() as beginning:
        receipt = followup.begin_plans(contact_ids=ids, by=by, at=at)
    counts = queries.counts(incident_id)
    assert counts.contacts_of(ContactClass.CLOSE) == 63 and counts.contacts_of(ContactClass.SECONDARY) == 560
    assert len(receipt.plan_ids) == 623
    for name, watch, most in (
        ("propose", proposing, 30), ("approve", approving, 15), ("begin", beginning, 40),
    ):  # fmt: skip
        print(name, f"{watch.seconds:.2f} s, {watch.statements} statements")
        assert watch.statements <= most, (name, watch.statements)
    with Stopwatch() as reading:
        meters = plans.meters(incident_id, at)
        plans.release_decisions(receipt.plan_ids, at)
        plans.worklist(at, limit=60)
    assert [each.should for each in meters] == [623, 623, 623]
    assert plans.meters(incident_id, at, is_present=True) == meters
    assert reading.statements <= 25


def test_ten_thousand_cases_with_contacts_take_a_fixed_number_of_statements(
    incident_id, people, by, at, record_property
):
    ids = people(20_000)
    cases = [
        NewCase(
            person_id=person, area=WANSHI, reported_at=at - timedelta(minutes=number), sampled_at=at - timedelta(days=2),
            classification=Classification.CONFIRMED, external_id=f"X-{number}",
        )
        for number, person in enumerate(ids[:10_000])
    ]  # fmt: skip
    with Stopwatch() as reporting:
        receipts = actions.report_cases(incident_id=incident_id, cases=cases, by=by, at=at)
    proposals = [
        ProposedContact(
            person_id=person, area=WANSHI, last_exposure_at=at - timedelta(hours=5), source_case_id=receipts[number].case_id
        )
        for number, person in enumerate(ids[10_000:])
    ]  # fmt: skip
    with Stopwatch() as proposing:
        receipt = actions.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at)
    assert len({each.case_id for each in receipts}) == 10_000 and receipt.created == 10_000
    assert reporting.statements <= 40 and proposing.statements <= 60
    with Stopwatch() as drawing:
        chain = queries.chain(incident_id)
    assert sum(chain.generations.values()) == 10_000 and chain.collapsed == 10_000
    for name, watch in (("report", reporting), ("propose", proposing), ("chain", drawing)):
        print(name, f"{watch.seconds:.2f} s, {watch.statements} statements")


def test_each_plan_has_the_days_of_its_own_drawing(approved, case_id, people, incident_id, by, at):
    """Plans that share a drawing are written together; what each holds is what was drawn for it, as when begun alone."""
    close, secondary = approved(3), approved(2, ContactClass.SECONDARY, via=people(1)[0])
    begun = followup.begin_plans(contact_ids=[*close, *secondary], by=by, at=at)
    alone = followup.begin_plans(contact_ids=approved(1), by=by, at=at)

    def days(plan_id):
        checks = [(each.due_on, each.slot, each.opens_at, each.due_at, each.outcome) for each in plans.checks(plan_id)]
        return checks, [(each.day_index, each.due_on, each.state) for each in plans.tests(plan_id)]

    drawn = {each: days(each) for each in begun.plan_ids}
    [single] = alone.plan_ids
    kinds = {each: plans.plan(each).contact_class for each in begun.plan_ids}
    assert all(days(single) == drawn[each] for each, kind in kinds.items() if kind is ContactClass.CLOSE)
    assert len({str(drawn[each]) for each in drawn}) == 2 and all(checks for checks, _tests in drawn.values())
    again = followup.begin_plans(contact_ids=[*close, *secondary], by=by, at=at)
    assert again.plan_ids == () and {each: days(each) for each in begun.plan_ids} == drawn
