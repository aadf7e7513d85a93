"""Small worlds with every nastiness: few people, few places, a coarse clock around midnight, so that everything collides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from sizao.traceback.query import IndexPlace, IndexStay, TraceQuery
from sizao.traceback.visits import EvidenceGrade, Visit, VisitSource

EVENING = datetime(2021, 12, 1, 22, tzinfo=UTC)
STEP = timedelta(minutes=10)
STEPS = 24
HUB, HALL, FLAT, PARK = 10, 11, 12, 13
KINDS = {HUB: "hospital", HALL: "restaurant", FLAT: "dwelling"}
"""The park's kind is not known."""

persons = st.integers(1, 6)
places = st.sampled_from([HUB, HUB, HALL, HALL, FLAT, PARK])
steps = st.integers(0, STEPS)


@st.composite
def visits(draw) -> Visit:
    """A visit; some take no time, a few end before they start, some carry fractions of a second."""
    start = EVENING + draw(steps) * STEP
    length = draw(st.sampled_from([6, 1, 2, 3, 12, 24, 0, -1]))
    jitter = timedelta(microseconds=draw(st.sampled_from([0, 0, 0, 999_999])))
    return Visit(
        person=draw(persons),
        place=draw(places),
        start=start + jitter,
        until=start + length * STEP + jitter,
        zone=draw(st.sampled_from([None, "A", "B"])),
        source=draw(st.sampled_from(list(VisitSource)[:3])),
        grade=draw(st.sampled_from(list(EvidenceGrade))),
    )


@st.composite
def crowds(draw, most: int = 20) -> list[Visit]:
    """Visits in any order, some of them twice."""
    known = draw(st.lists(visits(), min_size=1, max_size=most))
    twice = draw(st.lists(st.sampled_from(known), max_size=4))
    return draw(st.permutations(known + twice))


@st.composite
def periods(draw) -> tuple[datetime, datetime]:
    start = draw(st.sampled_from([0, 0, 1, 3, 12]))
    length = draw(st.sampled_from([STEPS, STEPS, 12, 6, 1]))
    return EVENING + start * STEP, EVENING + (start + length) * STEP


def filters(values: list) -> st.SearchStrategy:
    """Mostly no filter, sometimes a few values."""
    return st.one_of(st.just(()), st.just(()), st.sets(st.sampled_from(values), max_size=3).map(tuple))


@st.composite
def questions(draw) -> TraceQuery:
    """Any question that makes sense."""
    index = [IndexStay(draw(persons), *draw(periods())) for _ in range(draw(st.sampled_from([1, 1, 2, 3, 0])))]
    wanted = draw(st.sampled_from([0, 0, 1])) if index else 1
    index_places = [IndexPlace(draw(places), *draw(periods()), draw(st.sampled_from(["", "A"]))) for _ in range(wanted)]
    return TraceQuery(
        index=tuple(index),
        index_places=tuple(index_places),
        min_overlap_s=draw(st.sampled_from([1, 1, 600, 601, 1200])),
        linger_s=draw(st.sampled_from([0, 0, 600, 1800])),
        match_zones=draw(st.booleans()),
        sources=draw(filters(list(VisitSource)[:3])),
        grades=draw(filters(list(EvidenceGrade))),
        place_kinds=draw(st.sampled_from([(), (), (), ("hospital",), ("restaurant", "dwelling")])),
        exclude_persons=draw(filters([1, 2, 3, 4, 5, 6])),
        hops=draw(st.sampled_from([1, 2, 2])),
        second_hop_within_s=draw(st.sampled_from([None, 0, 1200, 7200])),
        with_lists=draw(st.sampled_from([True, True, True, False])),
    )
