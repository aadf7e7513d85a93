"""State machines walk the transition tables of cases, contacts and plans as officers and the flow would."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sizao.kernel.editions import ContactClass, library
from sizao.measures.followup import rules as followup
from sizao.measures.followup.types import PlanState
from sizao.trace.cases import rules
from sizao.trace.cases.types import CaseFacts, Classification, ContactFacts, ContactState, NewCase

AT = datetime(2021, 12, 11, 8, tzinfo=UTC)
C, S, P = Classification, ContactState, PlanState
REASONS = st.sampled_from(["", "no", "re-tested negative twice"])
EDITIONS = st.sampled_from(["cn-covid-ed2", "cn-covid-ed8", "cn-covid-ed9", "cn-covid-ed10", "int-mers"])
DATES = st.one_of(st.none(), st.integers(-20, 3).map(lambda days: AT + timedelta(days=days)))


class CaseLife(RuleBasedStateMachine):
    """One case: classified, amended and closed in any order; only what the rules allow is done."""

    @initialize(edition=EDITIONS, first=st.sampled_from(list(C)), onset=DATES, sampled=DATES)
    def report(self, edition, first, onset, sampled):
        self.edition = library().get(edition)
        new = NewCase(
            person_id=1, area=0, reported_at=AT, classification=first, sampled_at=sampled,
            onset_at=None if first is C.ASYMPTOMATIC else onset,
        )  # fmt: skip
        if not rules.may_report(new, self.edition, AT):
            new = NewCase(person_id=1, area=0, reported_at=AT)
        self.case = CaseFacts(
            id=UUID(int=1), number="C-1", person_id=1, incident_id=UUID(int=2), disease="", edition_id=edition, area=0,
            classification=new.classification, reported_at=AT, onset_at=new.onset_at, sampled_at=new.sampled_at,
        )  # fmt: skip
        self.path = [new.classification]

    @rule(to=st.sampled_from(list(C)), reason=REASONS)
    def classify(self, to, reason):
        decision = rules.may_classify(self.case, to, self.edition, reason)
        assert decision.allowed is (decision.refusal is None)
        if decision:
            assert to in rules.CASE_TRANSITIONS[self.case.classification]
            assert not (to in {C.NOT_A_CASE, C.SUSPECTED} and len(reason) < rules.REASON_LETTERS)
            self.case = replace(self.case, classification=to)
            self.path.append(to)

    @rule(onset=DATES, sampled=DATES, isolated=DATES)
    def amend(self, onset, sampled, isolated):
        after = replace(self.case, onset_at=onset, sampled_at=sampled, isolated_at=isolated)
        if rules.may_amend(after, AT):
            assert all(each is None or each <= AT for each in (onset, sampled, isolated))
            self.case = after

    @rule(open_contacts=st.integers(0, 2))
    def close(self, open_contacts):
        if rules.may_close(self.case, open_contacts, self.edition):
            assert open_contacts == 0
            self.case = replace(self.case, is_closed=True)

    @precondition(lambda self: self.case.is_closed)
    @rule(to=st.sampled_from(list(C)))
    def a_closed_case_stays_as_it_is(self, to):
        assert not rules.may_classify(self.case, to, self.edition, "found to be wrong")

    @invariant()
    def an_infection_without_symptoms_rests_on_a_sample(self):
        if self.case.classification is C.ASYMPTOMATIC:
            assert self.case.sampled_at is not None and self.case.onset_at is None

    @invariant()
    def what_was_ruled_out_is_suspected_before_it_is_anything_else(self):
        after = [now for was, now in zip(self.path, self.path[1:], strict=False) if was is C.NOT_A_CASE]
        assert set(after) <= {C.SUSPECTED}

    @invariant()
    def a_window_never_ends_before_it_begins(self):
        window = rules.contact_window(self.case, self.edition)
        if window is not None and window.until is not None:
            assert window.until >= window.start


class ContactLife(RuleBasedStateMachine):
    """One contact and the plan that follows from its approval."""

    @initialize()
    def propose(self):
        self.edition = library().get("cn-covid-ed8")
        self.contact = ContactFacts(
            id=UUID(int=1), number="K-1", incident_id=UUID(int=2), person_id=1, contact_class=ContactClass.CLOSE,
            situation="", last_exposure_at=AT - timedelta(days=1), area=0, area_source=0, edition_id=self.edition.id,
            status=S.PROPOSED, clause=None, source_case_id=None, linked_contact_id=None,
        )  # fmt: skip
        self.plan: PlanState | None = None
        self.proposed = True

    def enter(self, state):
        self.contact = replace(self.contact, status=state)
        self.proposed = self.proposed or state is S.PROPOSED

    @rule()
    def approve(self):
        if rules.may_approve(self.contact, self.edition, None, AT):
            assert self.proposed, "approved without having been proposed since the last end"
            self.enter(S.APPROVED)
            self.plan = self.plan if self.plan in {P.ACTIVE, P.EXTENDED} else P.ACTIVE

    @rule(reason=REASONS)
    def reject(self, reason):
        if rules.may_reject(self.contact, reason):
            assert len(reason) >= rules.REASON_LETTERS
            self.enter(S.REJECTED)
            self.end_plan(P.BROKEN_OFF)
            self.proposed = False

    @rule(to=st.sampled_from([S.LOST, S.HANDED_OVER]), reason=REASONS)
    def set_aside(self, to, reason):
        if rules.may_set_aside(self.contact, to, reason):
            self.enter(to)

    @rule()
    def expose_again(self):
        if S.PROPOSED in rules.CONTACT_TRANSITIONS[self.contact.status]:
            self.enter(S.PROPOSED)

    @rule()
    def fall_ill(self):
        if rules.may_step(self.contact.status, S.BECAME_CASE):
            self.enter(S.BECAME_CASE)
            self.end_plan(P.BROKEN_OFF)
            self.proposed = False

    @rule()
    def release(self):
        if self.plan is not None and followup.may_step(self.plan, P.RELEASED):
            self.plan = P.RELEASED
            if rules.may_release(self.contact, True):
                self.enter(S.RELEASED)
                self.proposed = False

    def end_plan(self, state):
        if self.plan is not None and followup.may_step(self.plan, state):
            self.plan = state

    @invariant()
    def who_is_done_with_owes_nothing(self):
        if self.contact.status in {S.REJECTED, S.RELEASED, S.BECAME_CASE}:
            assert self.plan not in {P.ACTIVE, P.EXTENDED}

    @invariant()
    def the_table_knows_every_way_out(self):
        assert self.contact.status in rules.CONTACT_TRANSITIONS


class PlanLife(RuleBasedStateMachine):
    """One plan: what has ended never begins again."""

    @initialize()
    def begin(self):
        self.path = [P.ACTIVE]

    @rule(to=st.sampled_from(list(P)))
    def step(self, to):
        if followup.may_step(self.path[-1], to):
            self.path.append(to)

    @invariant()
    def an_end_is_an_end(self):
        assert all(each not in {P.RELEASED, P.BROKEN_OFF} for each in self.path[:-1])


for machine in (CaseLife, ContactLife, PlanLife):
    machine.TestCase.settings = settings(stateful_step_count=30)
TestCaseLife = CaseLife.TestCase
TestContactLife = ContactLife.TestCase
TestPlanLife = PlanLife.TestCase
