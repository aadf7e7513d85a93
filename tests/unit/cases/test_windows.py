"""The contact window under several editions, and re-judgement when dates change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from sizao.kernel.editions import library
from sizao.trace.cases import errors, rules
from sizao.trace.cases.types import CaseFacts, Certainty, Classification, ExposureFacts, Mask, WindowAnchor

TZ = ZoneInfo("Asia/Shanghai")
ONSET = datetime(2021, 12, 9, 15, 30, tzinfo=TZ)
SAMPLED = datetime(2021, 12, 11, 14, 0, tzinfo=TZ)
CASE = CaseFacts(
    id=uuid4(), number="C-1", person_id=1, incident_id=uuid4(), disease="covid-19", edition_id="cn-covid-ed8", area=0,
    classification=Classification.CONFIRMED, reported_at=SAMPLED, onset_at=ONSET, sampled_at=SAMPLED,
)  # fmt: skip


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TZ)


@pytest.mark.parametrize(
    ("edition", "changes", "anchor", "start"),
    [
        ("cn-covid-ed2", {}, WindowAnchor.ONSET, local(2021, 12, 9)),
        ("cn-covid-ed5", {}, WindowAnchor.ONSET, local(2021, 12, 7)),
        ("cn-covid-ed8", {}, WindowAnchor.ONSET, local(2021, 12, 7)),
        ("cn-covid-ed8", {"onset_at": None}, WindowAnchor.SAMPLING, local(2021, 12, 9)),
        (
            "cn-covid-ed9",
            {"last_negative_at": local(2021, 12, 8, 9)},
            WindowAnchor.LAST_NEGATIVE,
            local(2021, 12, 8, 9),
        ),
        ("cn-covid-ed9", {}, WindowAnchor.ONSET, local(2021, 12, 7)),
        ("cn-covid-ed8", {"last_negative_at": local(2021, 12, 8, 9)}, WindowAnchor.ONSET, local(2021, 12, 7)),
    ],
)
def test_the_window_opens_as_the_edition_says(edition, changes, anchor, start):
    window = rules.contact_window(replace(CASE, **changes), library().get(edition))
    assert (window.anchor, window.start, window.until) == (anchor, start, None)
    assert window.clause.edition_id.startswith("cn-covid")
    assert window.words.zh and window.words.en


def test_the_window_closes_when_the_case_is_isolated():
    isolated = local(2021, 12, 11, 20)
    assert rules.contact_window(replace(CASE, isolated_at=isolated), library().get("cn-covid-ed8")).until == isolated


def test_a_window_never_closes_before_it_opens():
    early = replace(CASE, isolated_at=local(2021, 12, 1))
    window = rules.contact_window(early, library().get("cn-covid-ed8"))
    assert window.until == window.start


def test_without_dates_or_without_contacts_in_the_edition_there_is_no_window():
    ed8 = library().get("cn-covid-ed8")
    dateless = replace(CASE, onset_at=None, sampled_at=None)
    assert rules.contact_window(dateless, ed8) is None
    assert isinstance(rules.may_draw_window(dateless, ed8).refusal, errors.DatesMissing)
    assert rules.may_draw_window(CASE, ed8)
    ed10 = library().get("cn-covid-ed10")
    assert rules.contact_window(CASE, ed10) is None
    assert isinstance(rules.may_draw_window(CASE, ed10).refusal, errors.ContactsNotDetermined)


def exposure(contact: UUID | None, start: datetime, hours: float = 1) -> ExposureFacts:
    return ExposureFacts(
        id=uuid4(), person_id=2, source_case_id=CASE.id, source_contact_id=None, source_place_id=None,
        contact_id=contact, start=start, until=start + timedelta(hours=hours), situation="", minutes=None,
        certainty=Certainty.CERTAIN, protection=Mask.NONE, found_by="interview",
    )  # fmt: skip


def test_moving_the_onset_tells_who_enters_and_who_leaves():
    ed8 = library().get("cn-covid-ed8")
    early, middle, undated = uuid4(), uuid4(), uuid4()
    edges = [
        exposure(early, local(2021, 12, 5, 10)),
        exposure(middle, local(2021, 12, 8, 10)),
        exposure(None, local(2021, 12, 8, 10)),
        replace(exposure(undated, local(2021, 12, 1)), start=None, until=None),
    ]
    before = rules.contact_window(CASE, ed8)
    earlier = rules.contact_window(replace(CASE, onset_at=ONSET - timedelta(days=3)), ed8)
    gained = rules.rejudge(edges, before, earlier)
    assert gained.entering == (early,) and gained.leaving == () and gained.changes
    assert set(gained.staying) == {middle, undated}
    later = rules.contact_window(replace(CASE, onset_at=ONSET + timedelta(days=2)), ed8)
    assert rules.rejudge(edges, before, later).leaving == (middle,)
    assert not rules.rejudge(edges, before, before).changes


def test_an_exposure_that_only_touches_the_end_is_outside():
    window = rules.contact_window(replace(CASE, isolated_at=local(2021, 12, 11)), library().get("cn-covid-ed8"))
    assert not window.holds(local(2021, 12, 11), local(2021, 12, 11, 1))
    assert window.holds(local(2021, 12, 10, 23), local(2021, 12, 11, 1))
    assert window.holds(None, None)
    assert AT_UTC in (window.start.astimezone(UTC),)


AT_UTC = datetime(2021, 12, 6, 16, tzinfo=UTC)
