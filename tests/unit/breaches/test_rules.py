"""When a breach may be opened, answered, found and appealed against: plain functions of facts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from sizao.ground.breaches import errors, rules
from sizao.ground.breaches.types import (
    BreachFacts,
    Delivery,
    EvidenceFacts,
    FileState,
    Finding,
    Outcome,
    Route,
    StepFacts,
    StepKind,
    Who,
)
from sizao.ground.registry.types import Party, ResponsibilityFacts
from sizao.kernel.words import Words

AT = datetime(2021, 12, 11, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MAKER, DECIDER, THIRD, PARTY = Who("a", 1), Who("b", 2), Who("c", 3), Who("d", 4)
ORGANISATION = UUID(int=7)
KNOWN = rules.terms()
DUTY = ResponsibilityFacts(
    UUID(int=1), 1, Party.UNIT, "每日消毒", "项目部", ORGANISATION, None, AT - 20 * DAY, AT - DAY
)  # fmt: skip
BASIS = KNOWN.basis("emergency_51")
FILE = BreachFacts(
    UUID(int=2), "B-1", 320282, 1, Words("工地", "site"), Party.UNIT, "每日消毒", "项目部", ORGANISATION, None, AT - 2 * DAY,
    "未消毒", Words("依据", "basis"), "BG-M", KNOWN.version, Words("通报", "notify"), 2, AT, MAKER,
    (EvidenceFacts("照片", "W-1", AT, MAKER),), (),
)  # fmt: skip


def told(days=7):
    return StepFacts(StepKind.TOLD, AT, MAKER, "告知", until=AT + days * DAY)


def with_steps(*steps):
    return replace(FILE, steps=steps)


ANSWER = StepFacts(StepKind.ANSWERED, AT + DAY, PARTY, "已整改")
FOUND = StepFacts(
    StepKind.FOUND, AT + 2 * DAY, DECIDER, "属实", until=AT + 32 * DAY, finding=Finding.UPHELD,
    measure=Words("通报", "notify"), measure_rank=2,
)  # fmt: skip
APPEALED = StepFacts(StepKind.APPEALED, AT + 3 * DAY, PARTY, "不服")


def refusal(decision):
    return type(decision.refusal)


def test_every_text_of_the_shipped_terms_says_how_sure_it_is():
    for clause in (KNOWN.answer.clause, KNOWN.appeal.clause, KNOWN.review.clause, KNOWN.no_heavier):
        assert clause.confidence.startswith("BG") and clause.text and clause.source
    assert all(each.confidence.startswith("BG") for each in KNOWN.bases)


def test_terms_without_a_measure_or_with_a_term_of_no_day_are_refused(tmp_path):
    text = rules.SHIPPED.read_text("utf-8")
    broken = tmp_path / "breaches.toml"
    broken.write_text(text.replace("days = 7", "days = 0"), "utf-8")
    with pytest.raises(ValueError, match="at least a day"):
        rules.terms(broken)
    broken.write_text(text.replace('key = "remind"', 'key = "correct"'), "utf-8")
    with pytest.raises(ValueError, match="key of its own"):
        rules.terms(broken)


@pytest.mark.parametrize(
    ("happened", "basis", "who", "expected"),
    [
        (AT - 2 * DAY, BASIS, MAKER, type(None)),
        (AT + DAY, BASIS, MAKER, errors.NotYetHappened),
        (AT - 30 * DAY, BASIS, MAKER, errors.DutyNotThen),
        (AT - DAY, BASIS, MAKER, errors.DutyNotThen),
        (AT - 2 * DAY, None, MAKER, errors.BasisDoesNotHold),
        (AT - 2 * DAY, KNOWN.basis("emergency_45"), MAKER, errors.BasisDoesNotHold),
    ],
)
def test_a_file_needs_a_duty_and_a_basis_that_held_then(happened, basis, who, expected):
    assert refusal(rules.may_open(DUTY, happened, basis, who, "", AT, UTC)) is expected


def test_nobody_opens_a_file_about_their_own_duty():
    own = replace(DUTY, user_id=MAKER.user_id)
    assert refusal(rules.may_open(own, AT - 2 * DAY, BASIS, MAKER, "", AT, UTC)) is errors.OwnCause
    colleague = rules.may_open(DUTY, AT - 2 * DAY, BASIS, MAKER, DUTY.holder, AT, UTC)
    assert refusal(colleague) is errors.OwnCause


OWN = replace(FILE, user_id=PARTY.user_id, organisation_id=None)
POST = replace(FILE, organisation_id=None, holder="宿舍管理员")


@pytest.mark.parametrize(
    ("found", "who", "organisation"),
    [(OWN, PARTY, ""), (FILE, THIRD, FILE.holder), (POST, Who(POST.holder, 5), ""), (POST, THIRD, POST.holder)],
)
def test_the_party_neither_proves_nor_tells_nor_withdraws_nor_reads_before_it_is_told(found, who, organisation):
    for rule in (rules.may_add_evidence, rules.may_tell, rules.may_withdraw):
        assert refusal(rule(found, who, organisation, AT)) is errors.OwnCause
        assert rule(found, DECIDER, "疾控", AT)
    assert refusal(rules.may_read(found, who, organisation)) is errors.OwnCause
    assert rules.may_read(found, DECIDER, "疾控")
    assert rules.may_read(replace(found, steps=(told(),)), who, organisation)


def test_a_party_without_an_account_is_not_told_on_the_platform():
    end = KNOWN.answer.after(AT)
    refused = rules.may_set_term(POST, Route.PLATFORM, end, AT, KNOWN, is_read=False)
    assert refusal(refused) is errors.NobodyReads
    assert POST.holder in refused.refusal.words.zh and POST.holder in refused.refusal.words.en
    assert rules.may_set_term(POST, Route.PAPER, end, AT, KNOWN, is_read=False)
    assert rules.may_set_term(OWN, Route.PLATFORM, end, AT, KNOWN, is_read=True)


def test_a_notice_on_paper_says_how_it_was_handed_over():
    handed = Delivery("督查组", AT, "值班员", "回证 1 号")
    assert rules.may_deliver(FILE, Route.PLATFORM, None, AT)
    assert rules.may_deliver(FILE, Route.PAPER, handed, AT)
    for lacking in (None, replace(handed, by=" "), replace(handed, to=""), replace(handed, receipt="")):
        assert refusal(rules.may_deliver(FILE, Route.PAPER, lacking, AT)) is errors.DeliveryMissing
    for moment in (AT + timedelta(minutes=1), FILE.opened_at - timedelta(minutes=1)):
        wrong = rules.may_deliver(FILE, Route.PAPER, replace(handed, at=moment), AT)
        assert refusal(wrong) is errors.DeliveredAhead


def test_a_basis_ends_on_its_last_day():
    basis = KNOWN.basis("response_64")
    assert basis.holds(date(2024, 10, 31), Party.UNIT) and not basis.holds(date(2024, 11, 1), Party.UNIT)


def test_the_time_to_answer_may_be_longer_never_shorter():
    end = KNOWN.answer.after(AT)
    short = rules.may_set_term(FILE, Route.PLATFORM, end - timedelta(minutes=1), AT, KNOWN, is_read=True)
    assert refusal(short) is errors.TermTooShort and short.clause == KNOWN.answer.clause
    for until in (end, end + DAY):
        assert rules.may_set_term(FILE, Route.PLATFORM, until, AT, KNOWN, is_read=True)
    assert refusal(rules.may_tell(with_steps(told()), MAKER, "", AT)) is errors.WrongState


def test_nothing_is_found_before_the_answer_or_the_end_of_its_term():
    waiting = with_steps(told())
    assert waiting.state(AT + 7 * DAY - timedelta(seconds=1)) is FileState.TOLD
    assert refusal(rules.may_find(waiting, DECIDER, "", AT + DAY, UTC)) is errors.AnswerPending
    assert rules.may_find(waiting, DECIDER, "", AT + 7 * DAY, UTC)
    assert rules.may_find(with_steps(told(), ANSWER), DECIDER, "", AT + 2 * DAY, UTC)
    assert refusal(rules.may_find(FILE, DECIDER, "", AT, UTC)) is errors.WrongState


def test_new_evidence_has_to_be_told_and_answered_anew():
    late = EvidenceFacts("台账", "W-2", AT + 2 * DAY, THIRD)
    more = replace(with_steps(told(), ANSWER), evidence=(*FILE.evidence, late))
    assert more.state(AT + 9 * DAY) is FileState.OPEN
    again = StepFacts(StepKind.TOLD, AT + 3 * DAY, MAKER, "补充告知", until=AT + 10 * DAY)
    assert replace(more, steps=(*more.steps, again)).state(AT + 9 * DAY) is FileState.TOLD


@pytest.mark.parametrize(
    ("who", "organisation", "expected"),
    [(MAKER, "", errors.MakerDecides), (DECIDER, "项目部", errors.OwnCause), (DECIDER, "疾控", type(None))],
)
def test_neither_makers_nor_the_party_decide(who, organisation, expected):
    assert refusal(rules.may_find(with_steps(told(), ANSWER), who, organisation, AT + 2 * DAY, UTC)) is expected


def test_who_brought_evidence_does_not_decide_either():
    late = EvidenceFacts("台账", "W-2", AT, DECIDER)
    found = replace(with_steps(told(), ANSWER), evidence=(*FILE.evidence, late))
    assert refusal(rules.may_find(found, DECIDER, "", AT + 2 * DAY, UTC)) is errors.MakerDecides


@pytest.mark.parametrize(
    ("finding", "rank", "expected"),
    [
        (Finding.UPHELD, 2, type(None)),
        (Finding.UPHELD, 3, errors.Heavier),
        (Finding.UPHELD, None, errors.MeasureMissing),
        (Finding.LIGHTER, 1, type(None)),
        (Finding.LIGHTER, 2, errors.NotLighter),
        (Finding.NOT_UPHELD, None, type(None)),
        (Finding.NOT_UPHELD, 0, errors.MeasureMissing),
    ],
)
def test_nothing_heavier_follows_than_was_told(finding, rank, expected):
    measure = None if rank is None else KNOWN.measures[rank]
    assert refusal(rules.may_impose(FILE, finding, measure, KNOWN)) is expected


def test_an_appeal_comes_in_time_and_against_something():
    found = with_steps(told(), ANSWER, FOUND)
    assert rules.may_appeal(found, AT + 32 * DAY, UTC)
    assert refusal(rules.may_appeal(found, AT + 33 * DAY, UTC)) is errors.AppealTooLate
    cleared = replace(FOUND, finding=Finding.NOT_UPHELD, measure=None, measure_rank=None, until=None)
    assert refusal(rules.may_appeal(with_steps(told(), ANSWER, cleared), AT + 3 * DAY, UTC)) is errors.NothingToAppeal
    assert refusal(rules.may_appeal(with_steps(told()), AT, UTC)) is errors.WrongState


@pytest.mark.parametrize(
    ("who", "expected"), [(MAKER, errors.DeciderReviews), (DECIDER, errors.DeciderReviews), (THIRD, type(None))]
)
def test_a_third_person_decides_the_appeal(who, expected):
    assert refusal(rules.may_review(with_steps(told(), ANSWER, FOUND, APPEALED), who, "", AT + 4 * DAY)) is expected


@pytest.mark.parametrize(
    ("outcome", "rank", "expected"),
    [
        (Outcome.KEPT, None, type(None)),
        (Outcome.CHANGED, 1, type(None)),
        (Outcome.CHANGED, 2, errors.NotLighter),
        (Outcome.CHANGED, None, errors.MeasureMissing),
        (Outcome.REVOKED, None, type(None)),
        (Outcome.KEPT, 0, errors.MeasureMissing),
    ],
)
def test_an_appeal_makes_nothing_heavier(outcome, rank, expected):
    measure = None if rank is None else KNOWN.measures[rank]
    assert refusal(rules.may_end_appeal(with_steps(told(), ANSWER, FOUND, APPEALED), outcome, measure)) is expected


def test_what_stands_after_the_appeal():
    changed = StepFacts(
        StepKind.REVIEWED, AT + 5 * DAY, THIRD, "从轻", outcome=Outcome.CHANGED, measure=Words("提醒", "remind"), measure_rank=1
    )  # fmt: skip
    before = with_steps(told(), ANSWER, FOUND, APPEALED)
    assert replace(before, steps=(*before.steps, changed)).standing == (Words("提醒", "remind"), 1)
    kept = replace(changed, outcome=Outcome.KEPT, measure=None, measure_rank=None)
    assert replace(before, steps=(*before.steps, kept)).standing == (Words("通报", "notify"), 2)
    revoked = replace(kept, outcome=Outcome.REVOKED)
    assert replace(before, steps=(*before.steps, revoked)).standing == (None, None)
