"""The Yixing world: every published count re-appears by counting rows, and the zones open on the day they really did."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import TransactionTestCase

from sizao.ground.command import queries as command
from sizao.ground.command.types import CauseKind, ClockState, HqState, IncidentState, TaskKind
from sizao.ground.identity import actions as vault
from sizao.ground.identity.queries import merging
from sizao.ground.identity.types import Likeness
from sizao.ground.presence import queries as presence
from sizao.ground.presence.types import ActStep
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PlaceKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, parse
from sizao.kernel.editions import ContactClass
from sizao.measures.followup import queries as followup
from sizao.measures.followup.types import PlanState
from sizao.measures.referrals import queries as referrals
from sizao.measures.referrals.types import SourceKind
from sizao.measures.screening import queries as screening
from sizao.measures.screening.models import Sample
from sizao.measures.zones import queries as zones
from sizao.measures.zones.models import ZoneStatus
from sizao.measures.zones.types import ZoneState
from sizao.oversight.notices import queries as notices
from sizao.oversight.reports import queries as reports
from sizao.oversight.reports.pages import HEADLINE
from sizao.oversight.reports.queries.wording import HIGHLIGHTS
from sizao.oversight.returns import queries as returns
from sizao.oversight.returns.types import ReturnState
from sizao.project.worlds import yixing
from sizao.project.worlds.yixing import data
from sizao.spine.outbox import queries as outbox
from sizao.spine.outbox.models import Failure
from sizao.spine.scope import queries as scope
from sizao.trace.cases import queries as cases
from sizao.trace.cases.models import CaseStatus, Contact, ContactStatus
from sizao.trace.cases.types import ContactState
from sizao.trace.tracing import queries as tracing
from sizao.trace.tracing.types import Finding

pytestmark = pytest.mark.slow

WANSHI, YIXING = parse("320282109"), parse("320282")
FACTS = data.read().facts
EVENING = datetime(2021, 12, 11, 21, 40, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
BY = Actor.system("world")


@pytest.fixture(scope="module")
def _world(django_db_setup, django_db_blocker):
    """The world, loaded once for all tests of this file."""
    with django_db_blocker.unblock():
        yixing.load(BY, datetime.now(UTC))
        yixing.open_desks(datetime.now(UTC))
        yield
        TransactionTestCase._fixture_teardown(None)


@pytest.fixture
def incident(_world, django_db_blocker):
    with django_db_blocker.unblock(), scope.acting(BY):
        yield command.incident_by_number("YX-2021-01")


def test_the_published_contacts_are_counted_from_rows(incident):
    by_class = {
        each: sum(row.contact_class is each for row in cases.contacts(incident.id, ContactState.RELEASED))
        for each in (ContactClass.CLOSE, ContactClass.SECONDARY)
    }
    assert by_class[ContactClass.CLOSE] == int(FACTS["close_contacts"])
    assert by_class[ContactClass.SECONDARY] == int(FACTS["secondary_contacts"])
    assert cases.counts(incident.id).infections == int(FACTS["infections"])


def test_the_evening_of_the_eleventh_shows_the_published_figures(incident):
    then = cases.counts(incident.id, EVENING)
    assert then.contacts_of(ContactClass.CLOSE, ContactState.APPROVED) == int(FACTS["close_contacts"])
    assert then.contacts_of(ContactClass.SECONDARY, ContactState.APPROVED) == int(FACTS["secondary_contacts"])
    sampled = screening.counts(incident.id, EVENING)
    assert sampled.environment == int(FACTS["environment_samples"])
    assert sampled.environment_positive == int(FACTS["environment_positive"])
    assert sampled.people == int(FACTS["risk_people_sampled"])
    rows = {row.milestone: row for row in command.clock(incident.id, EVENING)}
    assert rows["contacts_moved"].actual_at == rows["secondary_moved"].actual_at == EVENING


def test_every_positive_spot_is_in_the_lodging(incident):
    found = screening.sample_rows().filter(incident=incident.id, subject="environment", value_now="positive")
    assert {row.place.name_en for row in found} == {"Workers' lodging in Wanshi"}


def test_thirteen_points_stand_in_wanshi(incident):
    open_then = screening.points(incident_id=incident.id, as_of=EVENING + timedelta(days=1))
    assert sum(contains(WANSHI, each.area) for each in open_then) == int(FACTS["sampling_points_wanshi"])
    assert screening.points(incident_id=incident.id, as_of=EVENING) == []


def test_the_zones_open_on_their_day_and_not_before(incident):
    found = zones.zones(incident_id=incident.id)
    assert len(found) == 3
    lifted = data.moment(FACTS["zones_lifted_at"])
    assert {(each.state, each.lifted_at) for each in found} == {(ZoneState.LIFTED, lifted)}
    inner = next(each for each in found if each.kind.value == "lockdown")
    check = zones.release_check(inner.id, lifted)
    assert check.first_day.isoformat() == "2021-12-24"
    assert len(check.conditions) == 3 and check.decision
    assert not zones.release_check(inner.id, lifted - timedelta(hours=19)).decision
    assert screening.counts(incident.id, lifted).rounds_cleared == 5


def test_notice_checkpoint_sites_and_estate_are_there(incident):
    (notice,) = notices.notices(incident_id=incident.id)
    assert notice.number == int(FACTS["notice_number"])
    assert [each.words.zh for each in registry.places_of_kind(PlaceKind.CHECKPOINT, WANSHI)] == ["342 省道万石交通卡口"]
    sites = {each.area for each in registry.places_of_kind(PlaceKind.QUARANTINE_SITE)}
    assert {parse("320211"), parse("320206")} <= sites
    estate = next(each for each in zones.zones(incident_id=incident.id) if each.kind.value == "controlled")
    assert "出入证" in estate.measures.zh


def test_the_clock_says_what_was_late_and_why(incident):
    table = command.clock(incident.id, incident.reported_at + timedelta(days=20))
    late = {row.milestone: row.cause.kind for row in table if row.is_late}
    assert late == {
        "verification": CauseKind.STATED,
        "zones_published": CauseKind.IN_HAND,
        "sampling_points_ready": CauseKind.STATED,
        "lockdown_first_round": CauseKind.IN_HAND,
    }
    assert all(row.actual_at is not None for row in table)
    assert {row.state for row in command.seven_one_seven(incident.id, EVENING + timedelta(days=5))} == {ClockState.DONE}


def test_the_slider_shows_an_evening_with_things_still_open(incident):
    states = {row.milestone: row.state for row in command.clock(incident.id, incident.reported_at + timedelta(hours=1))}
    assert states["contacts_moved"] is ClockState.DUE
    assert states["direct_report"] is ClockState.DONE
    assert command.state(YIXING, incident.reported_at).state is HqState.ROUTINE
    assert command.state(YIXING, EVENING).state is HqState.EMERGENCY
    assert command.state(YIXING).signed_by


def test_everybody_was_followed_up_and_released(incident):
    plans = followup.plans(incident.id)
    assert {each.state for each in plans} == {PlanState.RELEASED}
    assert followup.check_rows(incident.id).exclude(outcome="well").count() == 0
    sites = {each.area_site for each in plans if each.contact_class is ContactClass.CLOSE}
    assert sites == {parse("320211"), parse("320206")}


def test_something_waits_for_the_commander(incident):
    assert incident.state is IncidentState.OPEN
    waiting = cases.contacts(incident.id, ContactState.PROPOSED)
    assert len(waiting) == 4
    (case,) = cases.cases(incident.id)
    run = tracing.runs(case.id)[0]
    assert run.counts.by_finding[Finding.LEAD] == 6
    assert [each.title.en for each in command.tasks(incident_id=incident.id, open_only=True)] == [
        "Decide on the contacts a trace found, and call the leads"
    ]


def test_everything_carries_its_event_time_and_nothing_failed(incident):
    moments = [each.at for each in outbox.timeline(incident.id)]
    assert min(moments) >= incident.reported_at
    assert max(moments) < datetime(2022, 1, 2, tzinfo=UTC)  # the last arrival is released on the first of January
    assert list(Failure.objects.all()) == []


def test_the_towns_filed_their_days_and_the_sum_is_the_published_one(incident):
    found = returns.roll_up(date(2021, 12, 11), EVENING + timedelta(days=1), YIXING, "town-daily")
    totals = {each.indicator.key: each for each in found.totals}
    assert totals["people_sampled.covid-19"].total == int(FACTS["risk_people_sampled"])
    assert totals["infections_total.covid-19"].total == int(FACTS["infections"])
    assert not found.in_state(ReturnState.MISSING)
    by_key = {each.indicator.key: each for each in returns.reconciliations(date(2021, 12, 11), EVENING, YIXING)}
    assert by_key["infections_total.covid-19"].agrees


def test_two_units_are_missing_on_the_last_day_until_they_are_asked(incident):
    at = datetime(2021, 12, 18, 4, 0, tzinfo=UTC)
    stood = returns.standings(date(2021, 12, 17), at)
    late = {each.unit.words.zh for each in stood if each.is_late and each.chased}
    assert late == {"和桥镇", "发热门诊和药店哨点专班"}
    assert not [each for each in stood if each.filed is None]
    asked = [each for each in command.tasks() if each.kind is TaskKind.REPORT and "2021-12-17" in each.title.zh]
    assert len(asked) == 2 and not any(each.is_open for each in asked)
    assert sum(each.filed.revision == 2 for each in returns.standings(date(2021, 12, 15), at) if each.filed) == 1


def test_the_lists_of_the_evening_are_in_several_states(incident):
    found = {each.kind: each.tally for each in referrals.sources(datetime.now(UTC))}
    letter, hotel = found[SourceKind.CITY], found[SourceKind.HOTEL]
    assert (letter.rows, letter.dropped, letter.answered, letter.true, letter.unplaced) == (9, 2, 4, 3, 1)
    assert (hotel.rows, hotel.dropped, hotel.answered, hotel.precision) == (7, 1, 4, 25)


def test_loading_again_adds_nothing(incident):
    assert yixing.load(BY, datetime.now(UTC)) == {}
    assert len(command.incidents()) == 1


@pytest.mark.parametrize(
    "name", ["places", "stays", "contacts", "points", "zones", "tasks", "rounds", "returns", "lists"]
)
def test_every_line_says_where_it_is_from(name):
    with (data.FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert all("published" in row["source"] or "synthetic" in row["source"] for row in csv.DictReader(file))


def test_two_people_who_were_entered_twice_stand_in_the_queue_of_duplicates(incident):
    while vault.seek_duplicates(by=BY, at=EVENING):
        pass
    found = merging.pairs()
    assert len(found) == 2 and all(Likeness.SAME_BIRTH in each.reasons for each in found)


APPROVED_ONCE = {"approved", "released", "became_case", "lost", "handed_over"}
CHINA_DAY = (date(2021, 12, 10), date(2021, 12, 11), date(2021, 12, 12), date(2021, 12, 14), date(2021, 12, 26))


def last_states(rows, moment):
    """Each object's last state of the line list at a moment, by its id."""
    held = {}
    for key, state, at in rows:
        if at <= moment:
            held[key] = state
    return held


def by_hand(incident, moment):
    """The headline, counted from the line lists row by row, without any of the platform's own counting."""
    found = CaseStatus.objects.filter(case__incident=incident.id).order_by("id")
    cases_then = list(last_states(found.values_list("case", "classification", "at"), moment).values())
    steps = ContactStatus.objects.filter(contact__incident=incident.id).order_by("id")
    contacts_then = last_states(steps.values_list("contact", "state", "at"), moment)
    classes = dict(Contact.objects.filter(incident=incident.id).values_list("id", "contact_class"))
    approved = [classes[key] for key, state in contacts_then.items() if state in APPROVED_ONCE]
    tubes = Sample.objects.filter(incident=incident.id, subject="person").values_list("people", "taken_at")
    drawn = ZoneStatus.objects.filter(zone__incident=incident.id).order_by("id")
    zones_then = list(last_states(drawn.values_list("zone", "state", "at"), moment).values())
    steps_late = [
        row
        for row in command.clock(incident.id, moment)
        if row.planned_at and (row.actual_at or moment) > row.planned_at
    ]
    return {
        "confirmed": cases_then.count("confirmed"), "asymptomatic": cases_then.count("asymptomatic"),
        "close": approved.count("close"), "secondary": approved.count("secondary"),
        "people_sampled": sum(people for people, at in tubes if at <= moment),
        "steps_late": len(steps_late), "zones": zones_then.count("declared"),
    }  # fmt: skip


@pytest.mark.parametrize("on", CHINA_DAY, ids=str)
def test_the_headline_is_the_line_list_counted_by_hand(incident, on):
    report = reports.day_report(incident.id, on, as_of=datetime.now(UTC))
    totals, start = by_hand(incident, report.cutoff), by_hand(incident, report.cutoff - timedelta(days=1))
    lines = {line.definition.key: line for line in report.lines}
    assert set(totals) == set(HEADLINE) | set(HIGHLIGHTS), "a figure of the headline is not counted by hand"
    assert {key: lines[key].total for key in totals} == totals
    for key in totals:
        if not lines[key].definition.is_level:
            assert lines[key].day == totals[key] - start[key], key


def test_the_headline_of_the_published_day_is_the_published_one(incident):
    figures = reports.day_report(incident.id, date(2021, 12, 11), as_of=datetime.now(UTC)).figures()
    assert figures["close"]["total"] == int(FACTS["close_contacts"])
    assert figures["secondary"]["total"] == int(FACTS["secondary_contacts"])
    assert figures["confirmed"]["total"] + figures["asymptomatic"]["total"] == int(FACTS["infections"])


def test_zones_that_are_only_proposed_are_not_in_the_headline(incident):
    proposed = min(each.proposed_at for each in zones.zones(incident_id=incident.id))
    declared = min(each.declared_at for each in zones.zones(incident_id=incident.id))
    assert proposed < declared
    assert zones.in_force(incident.id, proposed) == 3
    assert reports.standing(incident.id, declared - timedelta(seconds=1))["zones"] == 0
    assert reports.standing(incident.id, declared)["zones"] > 0


def test_visits_really_expire_and_what_is_held_has_an_end_and_two_names(incident):
    """The scans of November are gone after the scene's week; the county's rest is held for a time that the policy allows."""
    now = datetime.now(UTC)
    expired = [each for each in presence.destructions() if each.scene == "crowded-venue-scan"]
    assert [each.tail_rows + each.lake_rows for each in expired] == [21]
    came = presence.came_in("crowded-venue-scan")
    assert (came.accepted, came.turned_away, came.places) == (21, 3, 1)
    [held] = presence.holds(now)
    assert (held.area, held.until is not None) == (YIXING, True)
    signed = {step.step: step.by for act in presence.acts() for step in act.steps}
    assert signed[ActStep.PROPOSED] != signed[ActStep.APPROVED]
    assert [each.scene for each in presence.waiting()] == ["transport-hub-passages"]
