"""Random outbreaks: whatever the rows say, the chain is a forest that can be drawn, and no arrow is lost unnoticed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sizao.kernel.editions import ContactClass
from sizao.trace.cases import rules
from sizao.trace.cases.types import (
    CaseFacts,
    CaseMark,
    Certainty,
    Classification,
    ContactFacts,
    ContactMark,
    ContactState,
    EdgeKind,
    ExposureFacts,
    ExposureMark,
    Mask,
    NodeKind,
)

DAY0 = datetime(2021, 12, 1, tzinfo=UTC)
PEOPLE = st.integers(1, 14)


@st.composite
def outbreaks(draw):
    """Cases, contacts and exposure edges over at most fourteen people, circles and arrows to oneself among them."""
    days = draw(st.dictionaries(PEOPLE, st.one_of(st.none(), st.integers(0, 20)), max_size=10))
    cases = [
        CaseFacts(
            id=UUID(int=person), number=f"C-{person}", person_id=person, incident_id=UUID(int=99), disease="",
            edition_id="", area=0, reported_at=DAY0 + timedelta(days=25),
            classification=draw(st.sampled_from(list(Classification))),
            onset_at=None if day is None else DAY0 + timedelta(days=day),
        )
        for person, day in days.items()
    ]  # fmt: skip
    contacts = [
        ContactFacts(
            id=UUID(int=1000 + person), number=f"K-{person}", incident_id=UUID(int=99), person_id=person,
            contact_class=ContactClass.CLOSE, situation="", last_exposure_at=DAY0 + timedelta(days=person), area=0,
            area_source=0, edition_id="", status=ContactState.APPROVED, clause=None, source_case_id=None,
            linked_contact_id=None,
        )
        for person in draw(st.sets(PEOPLE, max_size=10))
    ]  # fmt: skip
    edges = [
        ExposureFacts(
            id=UUID(int=5000 + number), person_id=target, contact_id=None, start=None, until=None, situation="",
            source_case_id=UUID(int=source) if kind == "case" else None,
            source_contact_id=UUID(int=1000 + source) if kind == "contact" else None,
            source_place_id=source if kind == "place" else None, certainty=certainty, protection=Mask.UNKNOWN,
            minutes=None, found_by="",
        )
        for number, (kind, source, target, certainty) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from(["case", "contact", "place"]), PEOPLE, PEOPLE, st.sampled_from(list(Certainty))), max_size=30))
        )
    ]  # fmt: skip
    return cases, edges, contacts


@given(outbreaks())
def test_the_likely_arrows_are_a_forest_and_generations_follow_it(world):
    chain = rules.build_chain(*world)
    marks = {each.id: each for each in chain.nodes}
    likely = [each for each in chain.edges if each.kind is EdgeKind.LIKELY]
    assert max(Counter(each.target for each in likely).values(), default=0) <= 1
    source_of = {each.target: each.source for each in likely}
    for node in marks:
        seen, here = set(), node
        while here in source_of:
            assert here not in seen
            seen.add(here)
            here = source_of[here]
    for target, source in source_of.items():
        if marks[source].kind is NodeKind.CASE:
            assert marks[target].generation == marks[source].generation + 1
    assert sum(chain.generations.values()) == sum(each.kind is NodeKind.CASE for each in marks.values())
    assert sum(chain.offspring) == sum(marks[each.source].kind is NodeKind.CASE for each in likely)
    assert all(each.source != each.target for each in chain.edges)


@given(outbreaks(), st.integers(0, 20))
def test_every_mark_has_a_place_of_its_own(world, crowded):
    chain = rules.lay_out(rules.build_chain(*world), crowded=crowded)
    places = [(each.x, each.y) for each in chain.nodes]
    cases = [(each.x, each.y) for each in chain.nodes if each.kind is NodeKind.CASE]
    assert len(set(places)) >= len(set(cases)) and all(x >= 0 and y >= 0 for x, y in places)
    ids = {each.id for each in chain.nodes}
    assert all(each.source in ids and each.target in ids for each in chain.edges)
    leaves = {each.id for each in chain.nodes} - {each.source for each in chain.edges}
    rows = [each.y for each in chain.nodes if each.id in leaves and each.kind is NodeKind.CASE]
    assert len(set(rows)) == len(rows)


@given(outbreaks(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(world, draw):
    cases, edges, contacts = world
    first = rules.lay_out(rules.build_chain(cases, edges, contacts))
    for rows in (cases, edges, contacts):
        draw.shuffle(rows)
    assert rules.lay_out(rules.build_chain(cases, edges, contacts)) == first


@given(world=outbreaks())
def test_the_chain_in_numbers_is_the_chain_that_is_drawn(world):
    """Without contacts: only those of them who are cases matter, because exposures may name them as sources."""
    cases, edges, contacts = world
    ill = {each.person_id for each in cases if each.classification is not Classification.NOT_A_CASE}
    kept = [each for each in contacts if each.person_id in ill]
    drawn = rules.build_chain(cases, [each for each in edges if each.person_id in ill], kept)
    marks = (
        [CaseMark(each.id, each.number, each.external_id, each.person_id, each.classification, each.onset_at, each.sampled_at, each.reported_at) for each in cases],
        [ExposureMark(each.id, each.person_id, each.source_case_id, each.source_contact_id, each.source_place_id, each.start, each.until, each.certainty, each.minutes, each.situation) for each in edges if each.person_id in ill],
        [ContactMark(each.id, each.person_id) for each in kept],
    )  # fmt: skip
    found = rules.chain_figures(*marks)
    assert rules.build_chain(*marks) == drawn
    shown = [each for each in drawn.nodes if each.kind is NodeKind.CASE]
    assert (found.cases, found.generations) == (len(shown), drawn.generations)
    assert found.most == max((each.offspring for each in shown), default=0)
    assert found.most_label == next((each.label for each in shown if each.offspring == found.most > 0), "")
    assert found.without_source == drawn.generations.get(1, 0)
