"""How urgent a signal is and why, when two may be the same, and what may be done next: pure rules over the standing file."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

import sizao.sense.signals
from sizao.ground.command.errors import OutsideArea
from sizao.ground.registry.types import PlaceKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.sense.signals import errors, rules
from sizao.sense.signals.types import (
    TRANSITIONS,
    Around,
    Channel,
    ChannelTally,
    Level,
    NewSignal,
    SignalFacts,
    SignalKind,
    State,
    Verdict,
)

FILE = Path(sizao.sense.signals.__file__).parent / "data" / "watch-1.toml"
TERMS = rules.read_terms(tomllib.loads(FILE.read_text("utf-8")))
AT = datetime(2021, 12, 11, 8, 0, tzinfo=UTC)
TOWN = parse("320282109")
BY = Actor("sentinel", area=parse("320282"))
NEW = NewSignal(
    channel="pharmacy", kind=SignalKind.MEDICINE, area=TOWN, occurred_at=AT, source="药店", text="退热药销量为平日三倍"
)
FOUND = SignalFacts(
    id=UUID(int=1), number="S-1", channel="pharmacy", kind=SignalKind.MEDICINE, area=TOWN, occurred_at=AT, received_at=AT,
    source="药店", source_ref="", text="退热药", people=None, disease="", place_id=None, person_id=None, by="x", points=0,
    level=Level.LOW, reasons=(), version="watch-1", edition_id="", state=State.RECEIVED, owner="", owner_id=None,
    due_at=AT, verdict=None, closed_at=None, duplicate_of_id=None, incident_id=None, case_id=None, case_number="",
)  # fmt: skip
OTHER = replace(FOUND, id=UUID(int=2), number="S-2", channel="fever_clinic")


def test_each_point_of_a_score_has_a_reason_and_the_level_follows_from_their_sum():
    low = rules.score(NEW, Around(), TERMS)
    assert low.points == sum(each.points for each in low.reasons)
    assert low.level is Level.LOW
    around = Around(PlaceKind.CARE_HOME, (TERMS.channels["fever_clinic"].words,), True, cluster_cases=2)
    high = rules.score(replace(NEW, people=5), around, TERMS)
    assert (
        high.points - low.points
        == TERMS.places[PlaceKind.CARE_HOME] + TERMS.cluster + TERMS.further_channel + TERMS.open_incident
    )
    assert len(high.reasons) == len(low.reasons) + 4
    assert high.level is Level.HIGH


def test_a_cluster_begins_where_the_edition_says_and_nowhere_without_one():
    points = [rules.score(replace(NEW, people=4), Around(cluster_cases=n), TERMS).points for n in (4, 5, None)]
    assert points[0] == points[1] + TERMS.cluster
    assert points[1] == points[2]


def test_a_higher_level_is_taken_sooner_and_an_editions_hours_come_before_the_files():
    times = [rules.take_by(replace(rules.score(NEW, Around(), TERMS), level=each), TERMS, AT) for each in Level]
    assert times == sorted(times) and times[0] < times[-1]
    assert rules.check_by(Level.LOW, TERMS, 2.0, AT) == AT + timedelta(hours=2)
    assert rules.check_by(Level.LOW, TERMS, None, AT) == AT + TERMS.check_within[Level.LOW]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"channel": "radio"}, errors.UnknownChannel),
        ({"text": "  "}, errors.NothingSaid),
        ({"text": "来电13812345678称发热"}, errors.IdentityInText),
        ({"text": "证件320282199001011234"}, errors.IdentityInText),
        ({"source_ref": "13812345678"}, errors.IdentityInText),
        ({"occurred_at": AT + timedelta(hours=1)}, errors.TimeAhead),
        ({"area": parse("320211")}, OutsideArea),
    ],
)
def test_what_may_not_enter(changed, refusal):
    assert isinstance(rules.may_receive(replace(NEW, **changed), TERMS, BY, AT).refusal, refusal)
    assert rules.may_receive(NEW, TERMS, BY, AT)


def test_two_signals_are_alike_by_what_they_share_within_the_window():
    same_area_and_kind = TERMS.likeness.same_area + TERMS.likeness.same_kind
    assert same_area_and_kind < TERMS.likeness.threshold
    assert rules.likeness(FOUND, OTHER, TERMS.likeness) is None
    here, there = replace(FOUND, place_id=7), replace(OTHER, place_id=7)
    alike = rules.likeness(here, there, TERMS.likeness)
    assert alike.points == same_area_and_kind + TERMS.likeness.same_place
    assert [each.words.zh for each in alike.reasons] == ["同一场所", "同一区域", "同一类别"]
    late = replace(there, occurred_at=AT + TERMS.likeness.within + timedelta(minutes=1))
    assert rules.likeness(here, late, TERMS.likeness) is None


def test_two_without_a_place_or_a_person_do_not_share_one():
    alike = rules.likeness(replace(FOUND, disease="covid-19"), replace(OTHER, disease="covid-19"), TERMS.likeness)
    assert {each.words.zh for each in alike.reasons} == {"同一区域", "同一类别", "同一病种"}


def test_only_the_owner_closes_and_a_verdict_has_a_reason():
    held = replace(FOUND, state=State.CHECKING, owner="甲", owner_id=3)
    owner, another = Actor("a", user_id=3), Actor("甲", user_id=4)
    assert isinstance(rules.may_close(held, Verdict.RULED_OUT, "已核", another, None).refusal, errors.NotOwner)
    assert isinstance(rules.may_close(held, Verdict.RULED_OUT, " ", owner, None).refusal, errors.ReasonNeeded)
    numbered = rules.may_close(held, Verdict.RULED_OUT, "13812345678", owner, None)
    assert isinstance(numbered.refusal, errors.IdentityInText)
    assert rules.may_close(held, Verdict.RULED_OUT, "已核", owner, None)
    for original in (None, held):
        refused = rules.may_close(held, Verdict.DUPLICATE, "同", owner, original).refusal
        assert isinstance(refused, errors.DuplicateOfWhat)
    assert rules.may_close(held, Verdict.DUPLICATE, "同", owner, OTHER)


def test_two_machines_are_told_apart_by_their_names():
    held = replace(FOUND, state=State.CHECKING, owner="实验室接口", owner_id=None)
    other = rules.may_close(held, Verdict.RULED_OUT, "已核", Actor("药店接口"), None)
    assert isinstance(other.refusal, errors.NotOwner)
    person = rules.may_close(held, Verdict.RULED_OUT, "已核", Actor("实验室接口", user_id=3), None)
    assert isinstance(person.refusal, errors.NotOwner)
    assert rules.may_close(held, Verdict.RULED_OUT, "已核", Actor("实验室接口"), None)


def test_a_closed_signal_stays_closed_and_only_a_confirmed_one_goes_on():
    assert TRANSITIONS[State.CLOSED] == ()
    closed = replace(FOUND, state=State.CLOSED, verdict=Verdict.RULED_OUT)
    for decision in (
        rules.may_assign(closed),
        rules.may_check(closed),
        rules.may_close(closed, Verdict.CONFIRMED, "x", BY, None),
    ):
        assert isinstance(decision.refusal, errors.SignalClosed)
    assert isinstance(rules.may_follow(closed).refusal, errors.NotConfirmed)
    confirmed = replace(closed, verdict=Verdict.CONFIRMED)
    assert rules.may_follow(confirmed)
    assert isinstance(rules.may_follow(replace(confirmed, incident_id=UUID(int=9))).refusal, errors.JoinedAlready)


def test_a_channel_is_silent_past_its_own_time_and_when_never_heard():
    channel = TERMS.channels["pharmacy"]
    assert rules.is_silent(channel, None, AT)
    assert not rules.is_silent(channel, AT - channel.silent_after, AT)
    assert rules.is_silent(channel, AT - channel.silent_after - timedelta(seconds=1), AT)


def test_precision_leaves_duplicates_out_and_is_unknown_before_a_verdict():
    channel: Channel = TERMS.channels["hotline"]
    assert ChannelTally(channel, 9, 3, 6, 2, 2, AT, False).precision == 50
    assert ChannelTally(channel, 2, 0, 2, 0, 2, AT, False).precision is None


def test_the_version_of_a_day_is_the_newest_that_holds():
    later = replace(TERMS, version="watch-2", since=date(2022, 1, 1))
    assert rules.in_force([later, TERMS], date(2021, 12, 31)).version == "watch-1"
    assert rules.in_force([later, TERMS], date(2022, 1, 1)).version == "watch-2"
    with pytest.raises(LookupError):
        rules.in_force([later], date(2021, 1, 1))


def test_headings_and_cells_are_read_in_both_languages():
    assert rules.columns(["渠道", "Kind", " 内容 ", "别的"]) == {"channel": 0, "kind": 1, "text": 2}
    known = {key: each.words for key, each in TERMS.channels.items()}
    assert [rules.chosen(each, known) for each in ("发热门诊", "Fever Clinic", "fever_clinic", "电台")] == [
        "fever_clinic"
    ] * 3 + [""]
