"""The meters of any moment that is past: counted by the database they are those of the persons read one by one."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest

from sizao.kernel.editions import ContactClass
from sizao.kernel.errors import SizaoError
from sizao.measures.followup import actions, queries
from sizao.measures.followup.types import CheckOutcome, Gap, MeterKind, NewCheck, TestResult
from sizao.measures.followup.types.arrivals import NewArrival
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as contacts
from sizao.trace.cases.types import ContactState, ProposedContact
from tests.integration.cases.conftest import WANSHI
from tests.integration.followup.one_by_one import one_by_one

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class History:
    """What officers do to twelve contacts in a fortnight; what is refused has not happened."""

    def __init__(self, incident_id, persons, by, begin, seed):
        self.incident_id, self.persons, self.by, self.now = incident_id, persons, by, begin
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()

    def live(self, steps: int) -> list:
        """Do the first things in their order, then so many others, each some hours after the last; returns the moments between."""
        moments = []
        for step in [*FIRST, *self.chance.choices(STEPS, k=steps)]:
            moments.append(self.now + HOUR / 2)
            self.now += self.chance.choice([HOUR, 3 * HOUR, 8 * HOUR])
            with suppress(SizaoError):
                getattr(self, step)()
                self.done[step] += 1
        return [*moments, self.now + HOUR]

    def met(self) -> None:
        self.proposed([ContactClass.CLOSE])

    def proposed(self, kinds=(ContactClass.SECONDARY, ContactClass.CLOSE, ContactClass.GENERAL)) -> None:
        kind = self.chance.choice(kinds)
        new = ProposedContact(
            person_id=self.chance.choice(self.persons), area=WANSHI, last_exposure_at=self.now - DAY, contact_class=kind,
            source_case_id=self.case,
        )  # fmt: skip
        cases.propose_contacts(incident_id=self.incident_id, proposals=[new], by=self.by, at=self.now)

    def decided(self, action, *states, **more) -> None:
        some = [each.id for each in contacts.contacts(self.incident_id) if each.status in states]
        action(contact_ids=[self.chance.choice(sorted(some))] if some else [], by=self.by, at=self.now, **more)

    def approved(self) -> None:
        self.decided(cases.approve_contacts, ContactState.PROPOSED)

    def rejected(self) -> None:
        self.decided(cases.reject_contacts, ContactState.PROPOSED, reason="was never there")

    def lost(self) -> None:
        self.decided(cases.mark_lost, ContactState.APPROVED, ContactState.PROPOSED, reason="nobody at the address")

    def found(self) -> None:
        self.decided(cases.mark_found, ContactState.LOST, reason="at an aunt's")

    def begun(self) -> None:
        self.decided(actions.begin_plans, ContactState.APPROVED)

    def plan(self):
        return self.chance.choice(
            sorted(queries.plan_rows().filter(incident_id=self.incident_id), key=lambda row: row.id)
        )

    def placed(self) -> None:
        actions.record_placement(plan_ids=[self.plan().id], by=self.by, at=self.now)

    def asked(self) -> None:
        due = [each for each in queries.checks(self.plan().id) if each.opens_at <= self.now and each.done_at is None]
        outcome = self.chance.choice([CheckOutcome.WELL, CheckOutcome.UNREACHABLE])
        actions.record_check(
            check=NewCheck(check_id=due[-1].id, outcome=outcome), by=self.by, at=self.now
        ) if due else None

    def swept(self) -> None:
        actions.mark_missed(by=self.by, at=self.now)

    def sampled(self) -> None:
        due = [each for each in queries.tests(self.plan().id) if each.sampled_at is None]
        if due:
            actions.record_test(
                test_id=due[0].id, result=TestResult.NEGATIVE, sampled_at=self.now - HOUR, by=self.by, at=self.now
            )

    def broken_off(self) -> None:
        actions.break_off_plans(plan_ids=[self.plan().id], reason="left for another province", by=self.by, at=self.now)

    def arrived(self) -> None:
        new = NewArrival(
            incident_id=self.incident_id, person_id=self.chance.choice(self.persons), regime_key="arrival_3_11", area=WANSHI,
            arrived_at=self.now - HOUR, origin="上海市",
        )  # fmt: skip
        actions.begin_arrival(new=new, by=self.by, at=self.now)


FIRST = ("met", "approved", "begun", "placed", "swept", "met", "lost")
STEPS = (
    "proposed", "proposed", "approved", "approved", "begun", "begun", "placed", "asked", "asked", "sampled", "swept", "lost",
    "found", "rejected", "broken_off", "arrived",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happened_the_database_counts_what_each_person_adds_up_to(incident_id, case_id, people, by, at, seed):
    history = History(incident_id, people(9), by, at, seed)
    history.case = case_id
    moments = history.live(60)
    assert all(history.done[each] for each in FIRST)
    counted = [queries.meters(incident_id, each) for each in moments]
    assert counted == [one_by_one(incident_id, each) for each in moments]
    assert counted[-1] == queries.meters(incident_id, moments[-1], is_present=True)
    assert len({str(each) for each in counted}) > 8, "the meters move"


def test_what_came_later_does_not_count(approved, incident_id, by, at):
    placed, unasked = approved(2)
    actions.begin_plans(contact_ids=[placed, unasked], by=by, at=at)
    actions.record_placement(plan_ids=[queries.plan_of_contact(placed).id], by=by, at=at + 6 * HOUR)
    cases.mark_lost(contact_ids=[unasked], reason="three calls, nobody at the address", by=by, at=at + DAY)
    before, between, after = (queries.meters(incident_id, at + since)[0] for since in (HOUR, 7 * HOUR, DAY + HOUR))
    assert (before.done, before.gaps) == (0, {Gap.NOT_PLACED: 2})
    assert (between.done, between.gaps) == (1, {Gap.NOT_PLACED: 1})
    assert (after.done, after.gaps) == (1, {Gap.NOT_FOUND: 1})
    assert queries.meters(incident_id, at - DAY)[0].should == 0


def test_the_api_tells_the_meters_of_a_moment(approved, incident_id, by, at, signed_in):
    (contact,) = approved(1)
    (plan,) = actions.begin_plans(contact_ids=[contact], by=by, at=at).plan_ids
    actions.record_placement(plan_ids=[plan], by=by, at=at + 6 * HOUR)
    browser = signed_in("epidemiologist", "320282")

    def isolated(moment):
        said = browser.get(f"/api/v1/incidents/{incident_id}/meters", {"as_of": moment.isoformat()}).json()
        return next(each for each in said if each["kind"] == MeterKind.ISOLATED.value)

    assert (isolated(at + HOUR)["should"], isolated(at + HOUR)["done"]) == (1, 0)
    assert (isolated(at + 7 * HOUR)["should"], isolated(at + 7 * HOUR)["done"]) == (1, 1)
