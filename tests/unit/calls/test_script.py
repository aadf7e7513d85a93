"""The script by edition: the same call says other days and test days under another edition, and cites it; answers are checked."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from sizao.kernel.areas import parse
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.words import Words
from sizao.measures.calls import queries, rules
from sizao.measures.calls.errors import AnswerContradicts, AnswerUnknown
from sizao.measures.calls.types import (
    CallerFacts,
    CallFacts,
    CallOutcome,
    CallPurpose,
    CallState,
    Night,
    Script,
    Wanted,
)
from sizao.trace.cases.types import ContactFacts, ContactState

TZ = ZoneInfo("Asia/Shanghai")
LAST = datetime(2021, 12, 9, 18, tzinfo=TZ)
NOBODY = UUID(int=0)
YIXING, WANSHI, HEQIAO, BINHU = (parse(each) for each in ("320282", "320282109", "320282107", "320211"))


def script(edition: str, purpose: CallPurpose, at: datetime, of: ContactClass = ContactClass.CLOSE) -> Script:
    contact = ContactFacts(
        id=NOBODY, number="N", incident_id=NOBODY, person_id=1, contact_class=of, situation="", last_exposure_at=LAST,
        area=YIXING, area_source=YIXING, edition_id=edition, status=ContactState.APPROVED, clause=None,
        source_case_id=None, linked_contact_id=None,
    )  # fmt: skip
    figures = rules.figures_of(library().get(edition), contact, at)
    return rules.script_of(queries.data()["script"][purpose.value], figures, area=Words("宜兴市", "Yixing"), name="王*")


def said(found: Script, key: str) -> str:
    return next((each.words.zh for each in found.lines if each.key == key), "")


@pytest.mark.parametrize(
    ("edition", "days", "ends", "tests"),
    [
        (
            "cn-covid-ed8",
            "集中隔离医学观察 14 天",
            "12月30日",
            "12月10日、12月13日、12月16日、12月23日、12月25日、12月30日",
        ),
        (
            "cn-covid-ed9",
            "集中隔离医学观察 7 天",
            "12月19日",
            "12月10日、12月11日、12月12日、12月14日、12月16日、12月19日",
        ),
        (
            "cn-covid-20m",
            "集中隔离医学观察 5 天",
            "12月17日",
            "12月10日、12月11日、12月12日、12月14日、12月15日、12月17日",
        ),
    ],
)
def test_the_interview_says_the_days_and_test_days_of_its_edition(edition, days, ends, tests):
    found = script(edition, CallPurpose.INTERVIEW, LAST + timedelta(hours=3))
    assert days in said(found, "regime") and ends in said(found, "regime")
    assert tests in said(found, "tests")
    cited = {each.key: each.clause for each in found.lines}
    assert cited["regime"] is not None and cited["regime"].edition_id == edition
    assert cited["greeting"] is None


def test_the_daily_call_says_which_day_it_is_and_the_next_test():
    found = script("cn-covid-ed8", CallPurpose.DAILY, LAST + timedelta(days=3))
    assert "第 3 天,共 21 天" in said(found, "day")
    assert "12月13日" in said(found, "next_test")
    late = script("cn-covid-ed8", CallPurpose.DAILY, LAST + timedelta(days=22))
    assert (said(late, "day"), said(late, "next_test")) == ("", "")


def test_a_line_whose_figure_the_edition_lacks_is_left_out():
    keys = {each.key for each in script("cn-covid-ed9", CallPurpose.INTERVIEW, LAST, ContactClass.GENERAL).lines}
    assert "symptoms" in keys
    assert "regime" not in keys and "tests" not in keys


def test_answers_are_to_the_questions_and_agree_with_the_outcome():
    lines = script("cn-covid-ed8", CallPurpose.DAILY, LAST + timedelta(days=1)).lines
    assert rules.may_answer(lines, {"symptoms": "no", "temperature": "36.5"}, CallOutcome.WELL)
    assert rules.may_answer(lines, {"symptoms": "yes"}, CallOutcome.SYMPTOM)
    with pytest.raises(AnswerContradicts):
        rules.may_answer(lines, {"symptoms": "yes"}, CallOutcome.WELL).or_raise()
    for wrong in ({"symptoms": "maybe"}, {"greeting": "x"}, {"temperature": "hot"}, {"shoe": "42"}):
        with pytest.raises(AnswerUnknown):
            rules.may_answer(lines, wrong, CallOutcome.WELL).or_raise()


def caller(user: int, team: int | None, *, languages: tuple[str, ...] = ("zh",), load: int = 0) -> CallerFacts:
    return CallerFacts(user, f"c{user}", YIXING, languages, True, load, team_area=team)


def test_the_narrowest_team_of_the_area_calls_first_and_shares_evenly():
    callers = [caller(1, WANSHI), caller(2, WANSHI), caller(3, YIXING), caller(4, HEQIAO)]
    calls = [Wanted(UUID(int=each), area=WANSHI) for each in range(1, 5)]
    assert sorted(rules.share(calls, callers).values()) == [1, 1, 2, 2]
    elsewhere = rules.share([Wanted(UUID(int=9), area=BINHU)], callers)
    assert list(elsewhere.values()) == [1], "an area no team calls is shared by all"
    wide = rules.share([Wanted(UUID(int=8), area=parse("320282104"))], callers)
    assert list(wide.values()) == [3]


def test_language_comes_before_the_team():
    callers = [caller(1, WANSHI), caller(2, None, languages=("zh", "ko"))]
    assert list(rules.share([Wanted(UUID(int=1), "ko", area=WANSHI)], callers).values()) == [2]


def test_what_each_outcome_leads_to_is_told_before_it_is_chosen():
    found = CallFacts(
        id=NOBODY, incident_id=NOBODY, person_id=1, contact_id=None, purpose=CallPurpose.DAILY, area=YIXING,
        language="zh", version="1", state=CallState.WAITING, caller="", caller_id=None, attempts=0, outcome=None,
        made_at=LAST, next_at=LAST, closed_at=None,
    )  # fmt: skip
    ladder = queries.ladder()
    told = dict(rules.what_follows(ladder, found, LAST, Night(rules.quiet_of(queries.data()["quiet"]), rules.TZ)))
    first = LAST + timedelta(minutes=ladder.spacing_minutes[0])
    assert f"{first:%H:%M}" in told[CallOutcome.NO_ANSWER].zh
    assert told[CallOutcome.REFUSED].en == "the grid goes to the door"
