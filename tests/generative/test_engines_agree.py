"""Every engine gives the reference engine's answer, row for row, whatever the world and the question."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sizao.traceback import reference, tables
from sizao.traceback.index import engine as index_engine
from sizao.traceback.index.held import Index
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import EvidenceGrade, Visit
from tests.generative.worlds import KINDS, crowds, questions
from tests.spec.tracing.engines import ENGINES

DEPTH = settings.get_profile("gentest")
OTHERS = [name for name in ENGINES if name != "reference"]


@pytest.mark.parametrize("engine", OTHERS)
@given(question=questions(), known=crowds())
@settings(parent=DEPTH)
def test_engine_equals_reference(engine, question, known):
    with tempfile.TemporaryDirectory() as folder:
        answer = ENGINES[engine](question, known, KINDS, Path(folder))
    assert answer == reference.run(question, known, KINDS)


@given(question=questions(), known=crowds(most=60))
@settings(parent=DEPTH)
def test_sweep_equals_reference_in_a_crowd(question, known):
    """Many carriers in one place, counted all at once, without lists and zones: the conditions of a sweep."""
    asked = replace(question, with_lists=False, match_zones=False)
    assert ENGINES["index-sweep"](asked, known, KINDS, Path()) == reference.run(asked, known, KINDS)


@given(question=questions(), known=crowds(), data=st.data())
@settings(parent=DEPTH)
def test_newer_visits_beside_the_index_answer_as_one(question, known, data):
    """Some visits are sealed, the others came later: together they answer as if they had come at once."""
    sealed = [visit for visit in known if data.draw(st.booleans())]
    newer = [visit for visit in known if visit not in sealed]
    index = Index.of_table(tables.visits_table(sealed)).with_table(tables.visits_table(newer))
    assert index_engine.run(question, index, KINDS) == reference.run(question, known, KINDS)


@given(question=questions())
@settings(parent=DEPTH)
def test_question_survives_json(question):
    assert TraceQuery.from_json(json.loads(json.dumps(question.to_json()))) == question


@given(question=questions(), known=crowds(), data=st.data())
@settings(parent=DEPTH)
def test_splitting_a_visit_changes_nothing(question, known, data):
    """A visit cut in two touching pieces is still one stay: the lake may split at midnight."""
    lasting = [visit for visit in known if visit.start < visit.until]
    if not lasting:
        return
    visit = data.draw(st.sampled_from(lasting))
    cut = visit.start + (visit.until - visit.start) / 2
    pieces = [Visit(**{**vars(visit), "until": cut}), Visit(**{**vars(visit), "start": cut})]
    split = [each for each in known if each is not visit] + pieces
    assert reference.run(question, split, KINDS) == reference.run(question, known, KINDS)


@given(question=questions(), known=crowds(), more=crowds())
@settings(parent=DEPTH)
def test_knowing_more_takes_nobody_off_the_list(question, known, more):
    fewer = {each.person for each in reference.run(question, known, KINDS)}
    assert fewer <= {each.person for each in reference.run(question, known + more, KINDS)}


INTERESTING = {
    "a second hop": lambda answer: any(each.hop == 2 for each in answer),
    "several encounters": lambda answer: any(each.encounters > 1 for each in answer),
    "several ways": lambda answer: any(len(each.via) > 1 for each in answer),
    "several places": lambda answer: any(len(each.places) > 1 for each in answer),
    "no go-between": lambda answer: any(not each.via for each in answer),
    "a night": lambda answer: any(each.first.date() != each.last.date() for each in answer),
    **{str(grade): lambda answer, g=grade: any(each.grade is g for each in answer) for grade in EvidenceGrade},
}


def test_worlds_are_nasty_enough():
    """The generator reaches every kind of answer; otherwise agreement would prove little."""
    reached: set[str] = set()

    @given(question=questions(), known=crowds())
    @settings(parent=DEPTH, max_examples=1000, derandomize=True, database=None, phases=[Phase.generate])
    def look(question, known):
        answer = reference.run(question, known, KINDS)
        reached.update(what for what, holds in INTERESTING.items() if holds(answer))

    look()
    assert set(INTERESTING) - reached == set()
