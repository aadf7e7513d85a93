"""A long history of a few contacts: at every moment of it the meters, the people one by one and the name lists agree."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from sizao.kernel.actors import Actor
from sizao.kernel.editions import ContactClass
from sizao.kernel.errors import Refused
from sizao.measures.followup import actions, queries
from sizao.measures.followup.types import (
    CheckOutcome,
    Gap,
    NewCheck,
    TestResult,
    TestState,
)
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as cases_read
from sizao.trace.cases.types import ContactState, ProposedContact
from tests.integration.cases.conftest import BINHU, WANSHI
from tests.integration.followup.one_by_one import one_by_one

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOSE, SECONDARY, GENERAL = ContactClass.CLOSE, ContactClass.SECONDARY, ContactClass.GENERAL
WHY = "as the test wants it"


def told(incident_id, moment):
    """The meters of a moment as the database counts them: they are those of the persons, and their lists are as long."""
    found = queries.meters(incident_id, moment)
    assert found == one_by_one(incident_id, moment), moment
    for each in found:
        missing = queries.meter_people(incident_id, each.kind, moment)
        assert len(missing) == each.should - each.done
        assert Counter(one.gap for one in missing) == each.gaps
    return found


class History:
    """What may happen to the contacts of an incident; every step takes the moment at which it happens."""

    def __init__(self, incident_id, case_id, people, by, begun):
        self.incident_id, self.case_id, self.by, self.begun = incident_id, case_id, by, begun
        self.known, self.ids = people(4), {}

    def propose(self, n, kind, at):
        proposal = ProposedContact(
            person_id=self.known[n], area=WANSHI, last_exposure_at=min(at - DAY, self.begun - 3 * HOUR), contact_class=kind,
            source_case_id=self.case_id, found_by="interview",
        )  # fmt: skip
        made = cases.propose_contacts(incident_id=self.incident_id, proposals=[proposal], by=self.by, at=at)
        self.ids |= {key: each for key, each in zip([n], made.contact_ids, strict=True) if each}

    def step(self, name, n, at):
        """One step for one of the people, unless it is refused."""
        try:
            getattr(self, name)(n, at)
        except Refused:
            return

    def close(self, n, at):
        self.propose(n, CLOSE, at)

    def secondary(self, n, at):
        self.propose(n, SECONDARY, at)

    def general(self, n, at):
        self.propose(n, GENERAL, at)

    def approve(self, n, at):
        cases.approve_contacts(contact_ids=self._contact(n), by=self.by, at=at)

    def reject(self, n, at):
        cases.reject_contacts(contact_ids=self._contact(n), reason=WHY, by=self.by, at=at)

    def lose(self, n, at):
        cases.mark_lost(contact_ids=self._contact(n), reason=WHY, by=self.by, at=at)

    def find(self, n, at):
        cases.mark_found(contact_ids=self._contact(n), reason=WHY, by=self.by, at=at)

    def hand_over(self, n, at):
        cases.hand_over_contacts(contact_ids=self._contact(n), reason=WHY, by=self.by, at=at)

    def begin(self, n, at):
        actions.begin_plans(contact_ids=self._contact(n), by=self.by, at=at)

    def place(self, n, at):
        actions.record_placement(plan_ids=self._plan(n), by=self.by, at=at, arrived_at=at - HOUR)

    def place_ahead(self, n, at):
        actions.record_placement(plan_ids=self._plan(n), by=self.by, at=at, arrived_at=at + DAY, reason=WHY)

    def answer(self, n, at):
        self._check(n, CheckOutcome.WELL, at)

    def ring_in_vain(self, n, at):
        self._check(n, CheckOutcome.UNREACHABLE, at)

    def sweep(self, _n, at):
        actions.mark_missed(by=self.by, at=at)

    def sample(self, n, at):
        owed = [each for each in self._tests(n) if each.state is not TestState.WAIVED]
        for each in owed[:1]:
            actions.record_test(test_id=each.id, result=TestResult.NEGATIVE, sampled_at=at - HOUR, by=self.by, at=at)

    def waive(self, n, at):
        for each in self._tests(n)[-1:]:
            actions.waive_test(test_id=each.id, reason=WHY, by=self.by, at=at)

    def move(self, n, at):
        actions.rejudge_contacts(contact_ids=self._contact(n), reason=WHY, by=self.by, at=at)

    def extend(self, n, at):
        for each in self._plan(n):
            actions.extend_plan(plan_id=each, days=2, reason=WHY, by=self.by, at=at, test_days=[1])

    def release(self, n, at):
        actions.release_plans(plan_ids=self._plan(n), reason=WHY, by=self.by, at=at)

    def break_off(self, n, at):
        actions.break_off_contacts(contact_ids=self._contact(n), reason=WHY, by=self.by, at=at)

    def _contact(self, n):
        return [self.ids[n]] if n in self.ids else []

    def _plan(self, n):
        plan = queries.plan_of_contact(self.ids[n]) if n in self.ids else None
        return [plan.id] if plan else []

    def _tests(self, n):
        return [each for plan in self._plan(n) for each in queries.tests(plan) if not each.is_antigen]

    def _check(self, n, outcome, at):
        owed = [
            each for plan in self._plan(n) for each in queries.checks(plan)
            if each.opens_at <= at and each.outcome not in {CheckOutcome.WELL, CheckOutcome.SYMPTOM}
        ]  # fmt: skip
        for each in owed[-1:]:
            actions.record_check(check=NewCheck(check_id=each.id, outcome=outcome), by=self.by, at=at)


@pytest.fixture
def history(incident_id, case_id, people, by, at):
    return History(incident_id, case_id, people, by, at)


def live(history, began, steps):
    """Let the steps happen, and hold both ways together before, between and after them."""
    now, moments = began, [began - HOUR]
    for name, n, hours in steps:
        now += hours * HOUR
        history.step(name, n, now)
        moments += [now, now + HOUR / 2]
    return {each: told(history.incident_id, each) for each in (*moments, now + 3 * DAY)}


SCRIPT = [
    ("close", 0, 1), ("secondary", 1, 1), ("general", 2, 1), ("close", 3, 1),
    *[("approve", n, 1) for n in range(3)], *[("begin", n, 1) for n in range(3)],
    ("place", 0, 3), ("answer", 0, 1), ("lose", 1, 5), ("close", 1, 2), ("ring_in_vain", 0, 20), ("sweep", 0, 9),
    ("find", 1, 2), ("close", 2, 6), ("sample", 0, 3), ("place_ahead", 1, 3), ("answer", 1, 7), ("approve", 1, 8),
    ("move", 1, 2), ("waive", 1, 2), ("approve", 2, 30), ("begin", 2, 2), ("lose", 2, 3), ("hand_over", 3, 2),
    ("extend", 0, 20), ("sample", 0, 4), ("break_off", 1, 6), ("reject", 1, 2), ("release", 0, 300), ("close", 0, 30),
]  # fmt: skip


def test_a_long_history_is_counted_as_the_people_are_at_every_moment_of_it(history, at):
    found = live(history, at, SCRIPT)
    seen = {gap for meters in found.values() for each in meters for gap in each.gaps}
    assert seen == set(Gap), "every reason for a gap is met somewhere"
    assert len(set(map(str, found.values()))) > len(SCRIPT) / 2, "the figures move"


def test_at_present_both_ways_and_the_present_ones_say_the_same(history, at):
    live(history, at, SCRIPT[:24])
    now = at + 10 * DAY
    assert queries.meters(history.incident_id, now, is_present=True) == told(history.incident_id, now)


def test_who_waits_for_a_stricter_class_was_approved_and_the_class_tells_whether_anything_was_owed(history, at):
    for name, hours in (("general", 1), ("approve", 2), ("close", 3), ("approve", 5)):
        history.step(name, 0, at + hours * HOUR)
    moments = {hours: told(history.incident_id, at + hours * HOUR)[2].should for hours in (1, 2, 3, 5)}
    owed = cases_read.contact(history.ids[0]).status is ContactState.APPROVED
    assert owed and moments[1] == 0 and moments[2] == moments[3] and moments[5] == 1


def test_only_who_is_in_the_readers_scope_is_counted(history, at):
    live(history, at, SCRIPT[:12])
    then = at + DAY
    assert queries.meters(history.incident_id, then)[2].should > 0
    near, far = (Actor(name, role="commander", area=area) for name, area in (("near", WANSHI), ("far", BINHU)))
    with scope.acting(near):
        assert told(history.incident_id, then)[2].should > 0
    with scope.acting(far):
        assert [each.should for each in queries.meters(history.incident_id, then)] == [0, 0, 0]
