"""When a zone may be proposed and lifted: the Yixing release to the day, under the edition that was in force."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sizao.kernel.areas import parse
from sizao.kernel.editions import ZoneAnchor, ZoneKind, ZoneTerms, library
from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.measures.zones import rules
from sizao.measures.zones.errors import ConditionsUnmet, EvidenceInFuture, KindUnknown, ReasonMissing, ZoneStepRefused
from sizao.measures.zones.types import EvidenceKind, NewZone, ZoneState

TZ = ZoneInfo("Asia/Shanghai")
YIXING = parse("320282")


def local(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2021, month, day, hour, minute, tzinfo=TZ).astimezone(UTC)


EDITION = library().in_force("covid-19", YIXING, local(12, 11, 15))
LOCKDOWN = EDITION.zone(ZoneKind.LOCKDOWN)
PRECAUTIONARY = EDITION.zone(ZoneKind.PRECAUTIONARY)
WHOLE = {
    EvidenceKind.LAST_EXPOSURE: local(12, 9),
    EvidenceKind.REPORT: local(12, 11, 16),
    EvidenceKind.CONTACTS_NEGATIVE: local(12, 23, 20),
    EvidenceKind.ROUND_NEGATIVE: local(12, 23, 22),
}


def check(evidence, as_of, terms=LOCKDOWN, stricter=0):
    return rules.release_check(terms, evidence, stricter, as_of, TZ)


@pytest.mark.parametrize(
    ("as_of", "may"),
    [
        (local(12, 23, 23, 59), False),
        (local(12, 24, 0), True),
        (local(12, 24, 18), True),
        (local(12, 25, 23), True),
        (local(12, 26, 1), False),
    ],
)
def test_yixing_may_be_lifted_from_the_24th_while_the_round_is_fresh(as_of, may):
    found = check(WHOLE, as_of)
    assert bool(found.decision) is may
    assert found.first_day == date(2021, 12, 24)
    assert len(found.conditions) == 3


def test_counting_from_the_report_would_have_given_the_25th():
    terms = ZoneTerms(
        key="lockdown", words=LOCKDOWN.words, clause=LOCKDOWN.clause, release_days=LOCKDOWN.release_days,
        anchor=ZoneAnchor.REPORT,
    )  # fmt: skip
    assert check(WHOLE, local(12, 25), terms).first_day == date(2021, 12, 25)


@pytest.mark.parametrize(
    "gone", [EvidenceKind.LAST_EXPOSURE, EvidenceKind.CONTACTS_NEGATIVE, EvidenceKind.ROUND_NEGATIVE]
)
def test_each_missing_piece_of_evidence_is_named(gone):
    evidence = {kind: moment for kind, moment in WHOLE.items() if kind is not gone}
    found = check(evidence, local(12, 24, 18))
    assert isinstance(found.decision.refusal, ConditionsUnmet)
    assert found.decision.clause.edition_id == "cn-three-zone-2021"
    assert any(each.missing for each in found.conditions)


def test_the_last_close_contacts_own_exposure_moves_the_day():
    later = {**WHOLE, EvidenceKind.LAST_CONTACT_EXPOSURE: local(12, 10, 9)}
    assert check(later, local(12, 24, 18)).first_day == date(2021, 12, 25)


def test_a_finding_of_tomorrow_does_not_count_today():
    evidence = {**WHOLE, EvidenceKind.ROUND_NEGATIVE: local(12, 24, 20)}
    assert not check(evidence, local(12, 24, 18)).decision


@pytest.mark.parametrize(("stricter", "may"), [(2, False), (0, True)])
def test_the_outermost_zone_waits_for_the_stricter_ones(stricter, may):
    found = check({}, local(12, 24, 18), PRECAUTIONARY, stricter)
    assert bool(found.decision) is may
    if not may:
        assert "2" in found.decision.refusal.words.en


def test_a_round_on_a_named_day_of_the_quiet_period():
    high = library().in_force("covid-19", YIXING, datetime(2022, 7, 5, tzinfo=UTC)).zone(ZoneKind.HIGH)
    evidence = {EvidenceKind(high.anchor.value): local(12, 9)}
    before = check({**evidence, EvidenceKind.ROUND_NEGATIVE: local(12, 12)}, local(12, 20), high)
    after = check(
        {**evidence, EvidenceKind.ROUND_NEGATIVE: local(12, 9) + timedelta(days=high.round_day)}, local(12, 20), high
    )
    assert not before.decision
    assert after.decision


def test_a_zone_needs_a_known_kind_and_a_reason():
    def new(kind, reason):
        return NewZone(kind, Words("区", "zone"), YIXING, uuid7(), reason)

    assert rules.may_propose(new(ZoneKind.LOCKDOWN, "阳性宿舍"), EDITION)
    assert isinstance(rules.may_propose(new(ZoneKind.LOCKDOWN, " "), EDITION).refusal, ReasonMissing)
    ten = library().get("cn-covid-10m") if "cn-covid-10m" in {e.id for e in library().all()} else None
    if ten is not None and ten.zone(ZoneKind.LOCKDOWN) is None:
        assert isinstance(rules.may_propose(new(ZoneKind.LOCKDOWN, "阳性宿舍"), ten).refusal, KindUnknown)


@pytest.mark.parametrize("now", list(ZoneState))
@pytest.mark.parametrize("then", list(ZoneState))
def test_a_zone_follows_its_table(now, then):
    answer = rules.may_step(now, then)
    assert bool(answer) is (then in rules.TRANSITIONS[now])
    if not answer:
        assert isinstance(answer.refusal, ZoneStepRefused)


def test_only_a_zone_in_force_is_lifted():
    whole = check(WHOLE, local(12, 24, 18))
    assert rules.may_lift(ZoneState.DECLARED, whole)
    assert isinstance(rules.may_lift(ZoneState.PROPOSED, whole).refusal, ZoneStepRefused)


def test_evidence_is_of_the_past():
    assert rules.may_record(local(12, 9), local(12, 9))
    assert isinstance(rules.may_record(local(12, 10), local(12, 9)).refusal, EvidenceInFuture)
