"""Plans with PostgreSQL: begin, check, test, miss, extend, move, release, break off, and the meters."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPlace, PlaceKind
from sizao.kernel.actors import Actor
from sizao.kernel.editions import ContactClass
from sizao.kernel.words import Words
from sizao.measures.followup import actions, errors, queries
from sizao.measures.followup.models import Check, Placement, Plan, PlanStatus, ScheduledTest
from sizao.measures.followup.types import (
    OPEN_PLANS,
    CheckOutcome,
    Gap,
    MeterKind,
    NewCheck,
    PlanState,
    TestResult,
    TestState,
)
from sizao.spine.outbox import queries as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as case_queries
from sizao.trace.cases.types import ProposedContact
from tests.integration.cases.conftest import BINHU, WANSHI, YIXING

pytestmark = pytest.mark.django_db
TZ = ZoneInfo("Asia/Shanghai")
NEG, POS = TestResult.NEGATIVE, TestResult.POSITIVE


def told(incident_id, name):
    return [each.body for each in outbox.timeline(incident_id, names=[f"measures.followup.{name}"])]


@pytest.fixture
def plan_id(approved, by, at):
    return actions.begin_plan(contact_id=approved(1)[0], by=by, at=at)


def test_an_approved_contact_gets_the_plan_of_the_edition(plan_id, incident_id):
    plan = queries.plan(plan_id)
    assert (plan.regime_label, plan.state) == ("14+7", PlanState.ACTIVE)
    assert [(each.place.value, each.days) for each in plan.phases] == [("C", 15), ("M", 7)]
    assert [f"{each.due_on:%m-%d}" for each in queries.tests(plan_id)] == [
        "12-11", "12-14", "12-17", "12-24", "12-26", "12-31",
    ]  # fmt: skip
    assert plan.clause.edition_id.startswith("cn-covid-ed8")
    assert told(incident_id, "plans-began")[0]["plan_ids"] == [str(plan_id)]


def test_beginning_twice_adds_nothing_and_a_general_contact_gets_no_plan(approved, by, at):
    close, general = approved(1)[0], approved(1, ContactClass.GENERAL)[0]
    first = actions.begin_plans(contact_ids=[close, general], by=by, at=at)
    assert len(first.plan_ids) == 1 and first.without_regime == (general,)
    again = actions.begin_plans(contact_ids=[close, general], by=by, at=at)
    assert again.plan_ids == () and again.already == (close,)
    assert Plan.objects.count() == 1


def test_one_tap_records_that_somebody_is_well(plan_id, by, at):
    (due,) = queries.worklist(at)
    assert due.plan.id == plan_id
    new = NewCheck(check_id=due.check.id, outcome=CheckOutcome.WELL, temperature=Decimal("36.6"))
    assert actions.record_check(check=new, by=by, at=at) is CheckOutcome.WELL
    assert queries.worklist(at) == []
    with pytest.raises(errors.CheckAlreadyDone):
        actions.record_check(check=new, by=by, at=at)
    later = at + timedelta(hours=12)
    assert len(queries.worklist(later)) == 1


def test_symptoms_are_announced_and_keep_somebody_in(plan_id, incident_id, by, at):
    (due,) = queries.worklist(at)
    new = NewCheck(check_id=due.check.id, outcome=CheckOutcome.WELL, symptoms=("cough",))
    assert actions.record_check(check=new, by=by, at=at) is CheckOutcome.SYMPTOM
    (event,) = told(incident_id, "symptom-reported")
    assert event["symptoms"] == ["cough"]
    assert queries.due_counts(at).symptoms == 1


def test_who_was_not_reached_stays_on_the_list(plan_id, by, at):
    (due,) = queries.worklist(at)
    actions.record_check(check=NewCheck(check_id=due.check.id, outcome=CheckOutcome.UNREACHABLE), by=by, at=at)
    assert [each.check.outcome for each in queries.worklist(at)] == [CheckOutcome.UNREACHABLE]


def test_what_nobody_did_is_missed_and_can_be_made_up_for(plan_id, incident_id, by, at):
    later = at + timedelta(days=2)
    checks, tests = actions.mark_missed(by=by, at=later)
    assert (checks, tests) == (4, 1)
    assert actions.mark_missed(by=by, at=later) == (0, 0)
    (event,) = told(incident_id, "checks-missed")
    assert (event["checks"], event["tests"]) == (4, 1)
    missed = next(each for each in queries.checks(plan_id) if each.outcome is CheckOutcome.MISSED)
    actions.record_check(check=NewCheck(check_id=missed.id, outcome=CheckOutcome.WELL), by=by, at=later)
    test = queries.tests(plan_id)[0]
    assert test.state is TestState.MISSED
    actions.record_test(test_id=test.id, result=NEG, sampled_at=later, by=by, at=later)
    assert queries.tests(plan_id)[0].is_negative


def test_a_sample_outlives_its_plan_and_its_result_still_counts(plan_id, incident_id, by, at):
    first, second = queries.tests(plan_id)[:2]
    swabbed, ended = at + timedelta(days=1), at + timedelta(days=1, hours=2)
    assert actions.note_sampled(test_ids=[first.id], sampled_at=swabbed, by=by, at=swabbed) == 1
    actions.break_off_plans(plan_ids=[plan_id], reason="turned out to be a case", by=by, at=ended)
    later = ended + timedelta(hours=4)
    assert queries.tests(plan_id)[0].state is TestState.SAMPLED
    with pytest.raises(errors.PlanNotOpen):
        actions.note_sampled(test_ids=[first.id], sampled_at=later, by=by, at=later)
    with pytest.raises(errors.PlanNotOpen):
        actions.record_test(test_id=first.id, result=NEG, sampled_at=later, by=by, at=later)
    actions.record_test(test_id=first.id, result=POS, sampled_at=swabbed, by=by, at=later)
    (event,) = told(incident_id, "positive-tested")
    assert event["plan_id"] == str(plan_id)
    assert second.id not in {each.id for each in queries.tests(plan_id)}, "what was ahead is owed no longer"


def serve(plan_id, by, until):
    """All checks well and all tests negative, the double ones from two laboratories."""
    for test in queries.tests(plan_id):
        for laboratory in ("A", "B") if test.is_double else ("A",):
            actions.record_test(
                test_id=test.id,
                result=NEG,
                sampled_at=until - timedelta(hours=9),
                laboratory=laboratory,
                by=by,
                at=until,
            )


def test_release_waits_for_days_and_tests_then_happens_with_its_clause(plan_id, incident_id, by, at):
    last_day = at + timedelta(days=20)
    assert isinstance(queries.release_decision(plan_id, at).refusal, errors.TooEarly)
    assert isinstance(queries.release_decision(plan_id, last_day).refusal, errors.TestsMissing)
    with pytest.raises(errors.TestsMissing):
        actions.release_plan(plan_id=plan_id, by=by, at=last_day)
    serve(plan_id, by, last_day)
    actions.release_plan(plan_id=plan_id, by=by, at=last_day)
    assert queries.plan(plan_id).state is PlanState.RELEASED
    (status, _) = queries.statuses(plan_id)
    assert status.state is PlanState.RELEASED and status.clause.edition_id.startswith("cn-covid-ed8")
    assert told(incident_id, "plans-released")
    assert not Check.objects.filter(plan_id=plan_id, outcome="due", due_at__gt=last_day).exists()
    with pytest.raises(errors.PlanNotOpen):
        actions.extend_plan(plan_id=plan_id, days=1, reason="found on the floor", by=by, at=last_day)


def test_many_are_released_at_once_and_the_others_say_why(approved, by, at):
    plan_ids = actions.begin_plans(contact_ids=approved(3), by=by, at=at).plan_ids
    last_day = at + timedelta(days=20)
    for each in plan_ids[:2]:
        serve(each, by, last_day)
    receipt = actions.release_plans(plan_ids=plan_ids, by=by, at=last_day)
    assert set(receipt.done) == set(plan_ids[:2])
    assert isinstance(receipt.refused[0].error, errors.TestsMissing)


def test_a_positive_test_is_announced_and_forbids_release(plan_id, incident_id, by, at):
    test = queries.tests(plan_id)[0]
    actions.record_test(test_id=test.id, result=POS, sampled_at=at, by=by, at=at)
    assert told(incident_id, "positive-tested")
    assert isinstance(queries.release_decision(plan_id, at + timedelta(days=30)).refusal, errors.PositiveFound)


def test_a_result_from_elsewhere_answers_the_test_that_was_due(plan_id, by, at):
    person = queries.plan(plan_id).person_id
    given = {"person_id": person, "result": NEG, "by": by, "at": at + timedelta(days=9)}
    assert actions.record_result_of_person(sampled_at=at + timedelta(days=3, hours=1), **given)
    assert [each.state for each in queries.tests(plan_id)][:3] == [TestState.DUE, TestState.DONE, TestState.DUE]
    assert not actions.record_result_of_person(**{**given, "person_id": 0}, sampled_at=at)


def test_an_extension_adds_days_checks_and_a_test(plan_id, by, at):
    before = queries.plan(plan_id)
    actions.extend_plan(
        plan_id=plan_id, days=3, reason="a case on the same floor", test_days=[3], by=by, at=at + timedelta(days=1)
    )
    plan = queries.plan(plan_id)
    assert plan.state is PlanState.EXTENDED and plan.end_on == before.end_on + timedelta(days=3)
    assert plan.phases[-1].is_extension and plan.phases[-1].days == 3
    assert queries.tests(plan_id)[-1].due_on == plan.end_on
    assert Check.objects.filter(plan_id=plan_id, due_on__gt=before.end_on).count() == 3
    with pytest.raises(errors.ReasonMissing):
        actions.extend_plan(plan_id=plan_id, days=3, reason="", by=by, at=at)


def test_a_later_exposure_moves_the_plan_and_keeps_what_was_done(plan_id, incident_id, case_id, by, at):
    (due,) = queries.worklist(at)
    actions.record_check(check=NewCheck(check_id=due.check.id, outcome=CheckOutcome.WELL), by=by, at=at)
    plan = queries.plan(plan_id)
    again = ProposedContact(
        person_id=plan.person_id, area=WANSHI, last_exposure_at=at + timedelta(days=1), source_case_id=case_id
    )
    later = at + timedelta(days=1, hours=1)
    cases.propose_contacts(incident_id=incident_id, proposals=[again], by=by, at=later)
    assert actions.move_contacts(contact_ids=[plan.contact_id], reason="exposed again", by=by, at=later) == 0, (
        "it waits"
    )
    cases.approve_contacts(contact_ids=[plan.contact_id], by=by, at=later)
    assert actions.move_contacts(contact_ids=[plan.contact_id], reason="exposed again", by=by, at=later) == 1
    moved = queries.plan(plan_id)
    assert moved.release_on == plan.release_on + timedelta(days=2)
    assert queries.checks(plan_id)[0].outcome is CheckOutcome.WELL
    assert len({(each.due_on, each.slot) for each in queries.checks(plan_id)}) == len(queries.checks(plan_id))
    (move,) = queries.moves(plan_id)
    assert move.before["release_on"] != move.after["release_on"]
    assert actions.move_contacts(contact_ids=[plan.contact_id], reason="exposed again", by=by, at=later) == 0


def test_another_edition_is_taken_on_only_when_somebody_says_so(plan_id, by, at):
    assert actions.move_plans(plan_ids=[plan_id], edition_id="cn-covid-ed9", reason="new edition", by=by, at=at) == 1
    plan = queries.plan(plan_id)
    assert (plan.regime_label, plan.edition_id) == ("7+3", "cn-covid-ed9")


def test_a_secondary_contact_hangs_on_the_close_ones_tests(approved, by, at):
    close = approved(1)[0]
    person = case_queries.contact(close).person_id
    secondary = approved(1, ContactClass.SECONDARY, via=person)[0]
    first, second = actions.begin_plans(contact_ids=[close, secondary], by=by, at=at).plan_ids
    plan = next(each for each in (first, second) if queries.plan(each).contact_id == secondary)
    other = first if plan == second else second
    actions.move_plans(plan_ids=[first, second], edition_id="cn-covid-ed9", reason="new edition", by=by, at=at)
    end = at + timedelta(days=9)
    serve(plan, by, end)
    assert isinstance(queries.release_decision(plan, end).refusal, errors.LinkedTestsMissing)
    for test in queries.tests(other)[:2]:
        actions.record_test(test_id=test.id, result=NEG, sampled_at=end, by=by, at=end)
    assert queries.release_decision(plan, end)


def test_the_staff_of_the_site_see_who_arrived(plan_id, by, at):
    site = registry.add_place(
        place=NewPlace(words=Words("某酒店", "A hotel"), kind=PlaceKind.QUARANTINE_SITE, area=BINHU), by=by, at=at
    )
    binhu = Actor("manager", role="site_manager", area=BINHU)
    with scope.acting(binhu):
        assert queries.plans() == []
    actions.record_placement(plan_ids=[plan_id], place_id=site, by=by, at=at)
    with scope.acting(binhu):
        assert [each.id for each in queries.plans()] == [plan_id]
        assert len(queries.worklist(at)) == 1 and queries.tests(plan_id)


def test_leaving_the_site_is_asked_what_the_edition_asks_and_another_room_is_another(plan_id, by, at):
    sites = [
        registry.add_place(
            place=NewPlace(words=Words(f"酒店{n}", f"Hotel {n}"), kind=PlaceKind.QUARANTINE_SITE, area=BINHU),
            by=by,
            at=at,
        )
        for n in range(2)
    ]
    ids = [plan_id]
    actions.record_placement(plan_ids=ids, place_id=sites[0], by=by, at=at)
    actions.record_environment(plan_ids=ids, result=NEG, by=by, at=at)
    with pytest.raises(errors.MayNotLeave) as refused:
        actions.record_placement(plan_ids=ids, by=by, at=at)
    assert queries.plan(plan_id).number in refused.value.words.zh and "集中隔离须至" in refused.value.words.zh
    assert queries.plan(plan_id).place_id == sites[0]
    actions.record_placement(plan_ids=ids, place_id=sites[0], by=by, at=at)
    assert queries.plan(plan_id).environment is NEG, "the same room"
    actions.record_placement(plan_ids=ids, place_id=sites[1], by=by, at=at)
    assert queries.plan(plan_id).environment is None, "another room"
    for test in queries.tests(plan_id):
        if test.due_on <= at.date():
            actions.record_test(test_id=test.id, result=NEG, sampled_at=at, by=by, at=at)
    actions.record_environment(plan_ids=ids, result=NEG, by=by, at=at)
    actions.record_placement(plan_ids=ids, reason="八十二岁,失能,居家照护", by=by, at=at)
    assert queries.plan(plan_id).place_id is None
    moved = [(each.was_id, each.place_id, each.reason) for each in queries.placements(plan_id)]
    assert moved == [
        (None, sites[0], ""), (sites[0], sites[0], ""), (sites[0], sites[1], ""), (sites[1], None, "八十二岁,失能,居家照护"),
    ]  # fmt: skip
    assert [each.place_id for each in queries.room_samples(plan_id)] == [sites[0], sites[1]]
    with pytest.raises(errors.NoRoom) as refused:
        actions.record_environment(plan_ids=ids, result=POS, by=by, at=at)
    assert queries.plan(plan_id).number in refused.value.words.zh and len(queries.room_samples(plan_id)) == 2


def test_who_was_brought_elsewhere_was_in_place_before_and_the_meters_of_that_day_say_so(plan_id, incident_id, by, at):
    sites = [
        registry.add_place(
            place=NewPlace(words=Words(f"酒店{n}", f"Hotel {n}"), kind=PlaceKind.QUARANTINE_SITE, area=YIXING),
            by=by,
            at=at,
        )
        for n in range(2)
    ]
    first, second = at + timedelta(hours=2), at + timedelta(days=3)
    actions.record_placement(plan_ids=[plan_id], place_id=sites[0], by=by, at=first)
    actions.record_placement(plan_ids=[plan_id], place_id=sites[1], reason="房间漏水", by=by, at=second)
    done = [queries.meters(incident_id, moment)[0].done for moment in (at, first, second - timedelta(days=1), second)]
    assert done == [0, 1, 1, 1], "it was nought until the second site"
    assert queries.all_placed(incident_id, states=OPEN_PLANS) == {ContactClass.CLOSE: first}
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Placement.objects.filter(plan_id=plan_id).delete()


def test_a_class_is_in_place_when_the_last_of_it_is(approved, incident_id, by, at):
    first, second = actions.begin_plans(contact_ids=approved(2), by=by, at=at).plan_ids
    site = registry.add_place(
        place=NewPlace(words=Words("某酒店", "A hotel"), kind=PlaceKind.QUARANTINE_SITE, area=BINHU), by=by, at=at
    )
    actions.record_placement(plan_ids=[first], place_id=site, by=by, at=at)
    assert queries.all_placed(incident_id, states=OPEN_PLANS) == {}
    actions.record_placement(plan_ids=[second], place_id=site, by=by, at=at + timedelta(hours=1))
    assert queries.all_placed(incident_id, states=OPEN_PLANS) == {ContactClass.CLOSE: at + timedelta(hours=1)}
    actions.break_off_plans(plan_ids=[second], reason="left the city", by=by, at=at + timedelta(hours=2))
    assert queries.all_placed(incident_id, states=OPEN_PLANS) == {ContactClass.CLOSE: at}
    assert queries.all_placed(incident_id, states=OPEN_PLANS, owed={ContactClass.CLOSE: 1}) == {ContactClass.CLOSE: at}
    assert queries.all_placed(incident_id, states=OPEN_PLANS, owed={ContactClass.CLOSE: 2}) == {}, "one has no plan yet"


def test_a_stranger_sees_and_touches_nothing(plan_id, at):
    stranger = Actor("stranger", role="grid_worker", area=BINHU)
    with scope.acting(stranger):
        assert queries.worklist(at) == [] and Check.objects.count() == 0 and ScheduledTest.objects.count() == 0
        with pytest.raises(errors.PlanNotFound):
            actions.break_off_plans(plan_ids=[plan_id], reason="not my business", by=stranger, at=at)


def test_a_grid_worker_checks_people_of_her_own_area(plan_id, at):
    worker = Actor("worker", role="grid_worker", area=YIXING)
    with scope.acting(worker):
        (due,) = queries.worklist(at)
        actions.record_check(check=NewCheck(check_id=due.check.id, outcome=CheckOutcome.WELL), by=worker, at=at)


def test_breaking_off_ends_what_is_owed(plan_id, by, at):
    contact = queries.plan(plan_id).contact_id
    assert actions.break_off_contacts(contact_ids=[contact], reason="became a case", by=by, at=at) == 1
    assert queries.plan(plan_id).state is PlanState.BROKEN_OFF
    assert actions.break_off_contacts(contact_ids=[contact], reason="became a case", by=by, at=at) == 0
    assert queries.worklist(at) == []


def both_meters(incident_id, at):
    """The meters as the database counts them, which are those of the persons read one by one."""
    found = queries.meters(incident_id, at, is_present=True)
    assert found == queries.meters(incident_id, at)
    return found


def test_the_meters_count_people_and_give_reasons(approved, incident_id, by, at):
    planned, unplanned, lost = approved(3)
    (plan_id,) = actions.begin_plans(contact_ids=[planned], by=by, at=at).plan_ids
    cases.mark_lost(contact_ids=[lost], reason="three calls, nobody at the address", by=by, at=at)
    isolated, tested, managed = both_meters(incident_id, at)
    assert (isolated.should, isolated.done) == (3, 0)
    assert isolated.gaps == {Gap.NOT_PLACED: 1, Gap.NO_PLAN: 1, Gap.NOT_FOUND: 1}
    assert (tested.should, tested.gaps) == (1, {Gap.TEST_DUE: 1})
    assert (managed.should, managed.done) == (3, 1)
    gaps = queries.meter_people(incident_id, MeterKind.ISOLATED, at)
    assert {each.contact_id for each in gaps} == {planned, unplanned, lost}
    actions.record_placement(plan_ids=[plan_id], by=by, at=at)
    assert both_meters(incident_id, at)[0].done == 1
    actions.mark_missed(by=by, at=at + timedelta(days=1))
    assert both_meters(incident_id, at + timedelta(days=1))[2].gaps[Gap.CHECK_MISSED] == 1
    *_, check = (each for each in queries.checks(plan_id) if each.due_at <= at + timedelta(days=1))
    failed = NewCheck(check_id=check.id, outcome=CheckOutcome.UNREACHABLE)
    actions.record_check(check=failed, by=by, at=at + timedelta(days=1))
    assert both_meters(incident_id, at + timedelta(days=1))[2].gaps[Gap.UNREACHABLE] == 1
    assert both_meters(incident_id, at + timedelta(days=3))[2].gaps[Gap.CHECK_MISSED] == 1


def test_a_failed_check_that_a_later_one_followed_is_asked_for_no_more(plan_id, incident_id, by, at):
    then = at + timedelta(days=2)
    actions.mark_missed(by=by, at=then)
    assert both_meters(incident_id, then)[2].gaps == {Gap.CHECK_MISSED: 1}
    over = Check.objects.filter(due_at__lte=then).order_by("due_at")
    assert [row.is_past for row in over] == [True, True, True, False]
    last = NewCheck(check_id=over.last().pk, outcome=CheckOutcome.WELL)
    actions.record_check(check=last, by=by, at=then)
    assert both_meters(incident_id, then)[2].gaps == {}


def test_the_sums_of_two_moments_are_those_of_each(approved, incident_id, by, at):
    first, second, _third = actions.begin_plans(contact_ids=approved(3), by=by, at=at).plan_ids
    later = at + timedelta(days=2)
    actions.break_off_plans(plan_ids=[first], reason="moved to another city", by=by, at=later)
    (due, *_) = [each for each in queries.checks(second) if each.outcome is CheckOutcome.DUE]
    actions.record_check(check=NewCheck(check_id=due.id, outcome=CheckOutcome.WELL), by=by, at=later)
    moments = [at - timedelta(days=1), at, later]
    found = queries.standings(incident_id, moments)
    assert [(each.active, each.checks_done) for each in found] == [(0, 0), (3, 0), (2, 1)]
    assert found == [queries.standing(incident_id, each) for each in moments]


def test_the_meters_show_any_earlier_moment(approved, incident_id, by, at):
    (contact_id,) = approved(1)
    later, end = at + timedelta(hours=5), at + timedelta(days=2)
    (plan_id,) = actions.begin_plans(contact_ids=[contact_id], by=by, at=later).plan_ids
    actions.record_placement(plan_ids=[plan_id], by=by, at=later + timedelta(hours=1))
    test = queries.tests(plan_id)[0]
    actions.record_test(test_id=test.id, result=NEG, sampled_at=later + timedelta(hours=2), by=by, at=end)
    actions.break_off_plans(plan_ids=[plan_id], reason="moved to hospital", by=by, at=end)
    cases.reject_contacts(contact_ids=[contact_id], reason="never met the case", by=by, at=end)
    done = [
        tuple((each.done, each.should) for each in queries.meters(incident_id, moment))
        for moment in (at - timedelta(hours=1), at, later, later + timedelta(hours=2, minutes=30), end)
    ]
    assert done == [
        ((0, 0), (0, 0), (0, 0)),
        ((0, 1), (0, 0), (0, 1)),
        ((0, 1), (0, 1), (1, 1)),
        ((1, 1), (1, 1), (1, 1)),
        ((0, 0), (0, 0), (0, 0)),
    ]


def test_status_rows_are_written_once(plan_id):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        PlanStatus.objects.filter(plan_id=plan_id).delete()


@pytest.mark.parametrize(
    ("model", "change", "constraint"),
    [
        (Plan, {"state": "perhaps"}, "state_known"),
        (Plan, {"area_site": BINHU}, "at_site_has_place"),
        (Check, {"outcome": "well"}, "done_is_signed"),
        (ScheduledTest, {"state": "done"}, "done_was_sampled"),
    ],
)
def test_the_database_refuses_what_the_rules_would_never_write(plan_id, model, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.all().update(**change)


def test_a_contact_has_one_open_plan(plan_id, by):
    row = Plan.objects.get(pk=plan_id)
    row.pk, row.number = None, "F-2"
    with pytest.raises(IntegrityError, match="open_once"), transaction.atomic():
        row._state.adding = True
        row.id = Plan._meta.pk.default()
        row.save(force_insert=True)
