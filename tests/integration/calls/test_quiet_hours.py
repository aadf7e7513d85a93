"""Quiet hours on the queue, at the call and at the interface: who waits, who is refused, and which reason is kept."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import DatabaseError, transaction

from sizao.measures.calls import actions, queries, rules
from sizao.measures.calls.errors import InQuietHours, TooEarly
from sizao.measures.calls.models import CallStep
from sizao.measures.calls.types import CallOutcome, CallPurpose, CallState, CallStepKind, NightGround
from sizao.measures.followup import actions as followup
from sizao.measures.followup import queries as plans
from sizao.measures.followup.types import TestResult
from sizao.spine.accounts.types import Role
from sizao.spine.scope import queries as scope
from tests.integration.calls.test_calls import contacts, tracer
from tests.integration.cases.conftest import YIXING, incident_id

__all__ = ["contacts", "incident_id"]

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WHY = "本人来电要求回拨"
SAID = {"zh-hans": "08:00 前不拨打(免扰时段)", "en": "not before 08:00 (quiet hours)"}


@pytest.fixture
def evening(at):
    """Six hours after the test's moment it is 22:00 in Yixing."""
    return at + 6 * HOUR


@pytest.fixture
def morning(at):
    """The end of that night's quiet hours."""
    return at + 16 * HOUR


def daily(incident_id, by, at, user=71):
    actions.enter_caller(user_id=user, name=f"外呼员{user}", languages=["zh"], area=YIXING, by=by, at=at)
    actions.plan(incident_id=incident_id, purpose=CallPurpose.DAILY, by=by, at=at)
    return queries.mine(user)


@pytest.fixture
def tonight():
    """22:00 in Yixing tomorrow: accounts made just now hold then."""
    tomorrow = datetime.now(rules.TZ).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(22), tzinfo=rules.TZ)


@pytest.fixture
def desk(signed_in, monkeypatch):
    """A caller's browser, and a hand on the clock of the pages."""

    def sit(language, now):
        browser = signed_in(Role.EPIDEMIOLOGIST, "320282", language)
        monkeypatch.setattr("sizao.spine.accounts.middleware.clock.now", lambda: now)
        return browser, int(browser.session["_auth_user_id"])

    return sit


def test_a_try_at_night_is_refused_and_the_last_one_of_the_evening_is_followed_in_the_morning(
    contacts, incident_id, by, at, evening, morning
):
    first, second, _ = daily(incident_id, by, at)
    with pytest.raises(InQuietHours):
        actions.record(call_id=first.id, outcome=CallOutcome.WELL, by=tracer(71), at=evening)
    with pytest.raises(InQuietHours):
        actions.open_number(call_id=first.id, by=tracer(71), at=evening)
    assert {each.kind for each in queries.steps(first.id)} == {CallStepKind.MADE, CallStepKind.ASSIGNED}
    late = actions.record(call_id=second.id, outcome=CallOutcome.BUSY, by=tracer(71), at=evening - HOUR / 2 - HOUR / 60)
    assert (late.state, late.next_at) == (CallState.RETRY, morning)
    told = actions.record(call_id=first.id, outcome=CallOutcome.WELL, by=tracer(71), at=morning)
    assert told.state is CallState.REACHED and queries.steps(first.id)[0].ground is None


def opened(found, at):
    with scope.acting(tracer(71)):
        actions.open_number(call_id=found.id, by=tracer(71), at=at)


def test_a_call_begun_by_day_is_recorded_in_the_evening_as_it_was(contacts, incident_id, by, at, evening):
    first, second, _ = daily(incident_id, by, at)
    opened(first, evening - HOUR / 2 - HOUR / 60)
    told = actions.record(call_id=first.id, outcome=CallOutcome.WELL, by=tracer(71), at=evening)
    assert told.state is CallState.REACHED and queries.steps(first.id)[0].ground is None
    opened(second, evening - HOUR)
    actions.record(call_id=second.id, outcome=CallOutcome.BUSY, by=tracer(71), at=evening - HOUR * 0.9)
    with pytest.raises(InQuietHours):
        actions.record(call_id=second.id, outcome=CallOutcome.WELL, reason="", by=tracer(71), at=evening)


def test_a_written_reason_opens_and_is_kept_with_the_try(contacts, incident_id, by, at, evening, morning):
    first, *_ = daily(incident_id, by, at)
    found = actions.record(call_id=first.id, outcome=CallOutcome.OFF, reason=f" {WHY} ", by=tracer(71), at=evening)
    assert found.next_at == morning, "the next one is spared all the same"
    [tried] = [each for each in queries.steps(first.id) if each.kind is CallStepKind.TRIED]
    assert (tried.ground, tried.reason) == (NightGround.WRITTEN, WHY)
    again = actions.record(call_id=first.id, outcome=CallOutcome.OFF, reason=WHY, by=tracer(71), at=evening + HOUR)
    assert again.attempts == 2
    by_day = actions.record(call_id=first.id, outcome=CallOutcome.OFF, reason=WHY, by=tracer(71), at=morning)
    assert by_day.attempts == 3 and queries.steps(first.id)[0].reason == "", "by day a reason is none"
    with pytest.raises(TooEarly):
        actions.record(call_id=first.id, outcome=CallOutcome.OFF, reason=WHY, by=tracer(71), at=morning)


def test_the_first_interview_of_a_new_close_contact_does_not_wait_a_day_later_it_does(
    contacts, incident_id, by, evening, morning
):
    actions.enter_caller(user_id=71, name="外呼员71", languages=["zh"], area=YIXING, by=by, at=evening)
    actions.plan(incident_id=incident_id, purpose=CallPurpose.INTERVIEW, by=by, at=evening)
    first, second, _ = queries.mine(71)
    assert first.next_at == evening and queries.held([first], evening) == {}
    made = actions.record(call_id=first.id, outcome=CallOutcome.NO_ANSWER, by=tracer(71), at=evening)
    assert made.next_at < morning, "the ladder goes on"
    assert queries.steps(first.id)[0].ground is NightGround.GOLDEN
    with pytest.raises(InQuietHours):
        actions.record(call_id=second.id, outcome=CallOutcome.WELL, by=tracer(71), at=evening + 24 * HOUR)


def test_a_daily_call_put_on_the_list_at_night_is_due_in_the_morning(contacts, incident_id, by, evening, morning):
    found = daily(incident_id, by, evening)
    assert [each.next_at for each in found] == [morning] * 3
    assert {until for until, _ in queries.held(found, evening).values()} == {morning}
    assert queries.held(found, morning) == {}


def test_whose_own_test_is_positive_is_called_at_night(contacts, incident_id, by, at, evening):
    first, second, _ = daily(incident_id, by, at)
    followup.begin_plans(contact_ids=contacts, by=by, at=at)
    [plan] = plans.plans(contact_ids=[first.contact_id])
    test = plans.tests(plan.id)[0]
    followup.record_test(test_id=test.id, result=TestResult.POSITIVE, sampled_at=at, by=by, at=at)
    assert set(queries.held([first, second], evening)) == {second.id}
    actions.record(call_id=first.id, outcome=CallOutcome.NO_ANSWER, by=tracer(71), at=evening)
    assert queries.steps(first.id)[0].ground is NightGround.POSITIVE


def test_a_time_that_the_person_asked_for_is_kept(contacts, incident_id, by, at, evening):
    first, *_ = daily(incident_id, by, at)
    asked = actions.record(call_id=first.id, outcome=CallOutcome.CALL_BACK, again_at=evening, by=tracer(71), at=at)
    assert asked.next_at == evening
    actions.record(call_id=first.id, outcome=CallOutcome.WELL, by=tracer(71), at=evening)
    assert queries.steps(first.id)[0].ground is NightGround.AGREED


def test_an_installation_sets_its_own_hours(contacts, incident_id, by, at, evening, settings, tmp_path):
    settings.SIZAO_HOME = tmp_path
    (tmp_path / "quiet-hours.toml").write_text(
        'version = "own-1"\nsource_zh = "本市规定"\nsource_en = "a rule of this city"\nstarts = 23:00:00\n'
        'ends = 06:00:00\ngolden_hours = 0\ngolden_classes = []\n', encoding="utf-8",
    )  # fmt: skip
    first, *_ = daily(incident_id, by, at)
    with pytest.raises(InQuietHours, match="a rule of this city"):
        actions.record(call_id=first.id, outcome=CallOutcome.OFF, by=tracer(71), at=evening + HOUR)
    assert actions.record(call_id=first.id, outcome=CallOutcome.OFF, by=tracer(71), at=evening).attempts == 1


def test_the_database_keeps_no_reason_without_its_ground(contacts, incident_id, by, at):
    first, *_ = daily(incident_id, by, at)
    for wrong in ({"ground": "written"}, {"reason": WHY}, {"ground": "golden", "reason": WHY}, {"ground": "whim"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CallStep.objects.create(call_id=first.id, kind="opened", at=at, by="甲", **wrong)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_queue_and_the_call_show_why_and_a_reason_opens_the_number(
    contacts, incident_id, by, at, tonight, desk, language
):
    browser, me = desk(language, tonight)
    first, *_ = daily(incident_id, by, at, me)
    queue, there = browser.get("/calls/").content.decode(), f"/calls/{first.id}/"
    assert {"zh-hans": "拨打</button>", "en": "Dial</button>"}[language] in queue
    assert queue.count(SAID[language]) == 3 and queue.count("disabled") >= 3
    shown = browser.get(there).content.decode()
    assert "btn-refused" in shown and 'name="reason"' in shown and "21:30–08:00" in shown
    assert "<dd>zh</dd>" not in shown and {"zh-hans": "汉语", "en": "Chinese"}[language] in shown
    assert browser.post(f"{there}number/").status_code == 409
    refused = browser.post(f"{there}record/", {"outcome": "off"})
    why = {"zh-hans": "现为免扰时段(21:30–08:00)", "en": "these are quiet hours (21:30–08:00)"}[language]
    assert refused.status_code == 409 and why in refused.content.decode()
    opened = browser.post(f"{there}number/", {"reason": WHY}).content.decode()
    assert "<b>161" in opened and f'value="{WHY}"' in opened, "what was written once is not written again"
    assert browser.post(f"{there}record/", {"outcome": "off", "reason": WHY}).status_code == 302
    assert WHY in browser.get(there).content.decode()
    assert {each.reason for each in queries.steps(first.id) if each.ground} == {WHY}


def test_by_day_the_queue_calls(contacts, incident_id, by, at, tonight, desk):
    browser, me = desk("en", tonight - HOUR)
    first, *_ = daily(incident_id, by, at, me)
    assert SAID["en"] not in browser.get("/calls/").content.decode()
    assert 'name="reason"' not in browser.get(f"/calls/{first.id}/").content.decode()


def test_the_interface_says_the_same(contacts, incident_id, by, at, tonight, desk):
    browser, me = desk("zh-hans", tonight)
    first, *_ = daily(incident_id, by, at, me)
    end = (tonight + 10 * HOUR).astimezone(UTC)
    row = browser.get("/api/v1/calls/mine").json()[0]
    assert row["held"] == {"zh": SAID["zh-hans"], "en": SAID["en"]} and datetime.fromisoformat(row["not_before"]) == end
    there, sent = f"/api/v1/calls/{first.id}/tries", {"outcome": "off"}
    refused = browser.post(there, sent, content_type="application/json")
    assert refused.status_code == 409 and "calls.in_quiet_hours" in refused.content.decode()
    taken = browser.post(there, {**sent, "reason": WHY}, content_type="application/json")
    assert taken.status_code == 200 and datetime.fromisoformat(taken.json()["next_at"]) == end
    quiet = browser.get("/api/v1/calls/ladder").json()["quiet"]
    assert (quiet["starts"], quiet["ends"]) == ("21:30", "08:00") and quiet["source"]["zh"]
