"""The standing plan's file: read whole, cited, frozen, and the right version on the right day."""

import hashlib
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import sizao
from sizao.ground.command import rules
from sizao.ground.command.errors import PlanFaulty
from sizao.ground.command.types import Wait

FOLDER = Path(sizao.__file__).parent / "ground" / "command" / "data"
FILES = sorted(FOLDER.glob("*.toml"))


def raw():
    return tomllib.loads(FILES[0].read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_published_plan_is_never_changed(path):
    listed = dict(reversed(line.split()) for line in (FOLDER / "PUBLISHED.sha256").read_text().splitlines())
    assert listed[path.name] == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_of_a_plan_has_its_clause_and_source(path):
    found = rules.read_plan(tomllib.loads(path.read_text("utf-8")))
    assert found.id == path.stem
    for each in (*found.limits, *found.forces, *found.tasks):
        assert each.clause.text and each.clause.source and each.clause.edition_id == found.id
    assert {each.wait for each in found.limits} == set(Wait)


def test_an_unknown_key_or_a_missing_clause_is_a_fault():
    with pytest.raises(PlanFaulty, match="surprise"):
        rules.read_plan({**raw(), "surprise": 1})
    with pytest.raises(PlanFaulty):
        rules.read_plan({**raw(), "clauses": {}})
    with pytest.raises(PlanFaulty):
        rules.read_plan({**raw(), "limits": {}})


def test_the_latest_version_that_had_begun_is_in_force():
    old = rules.read_plan(raw())
    new = replace(old, id="county-response-2", effective_from=date(2022, 6, 1))
    assert rules.in_force([new, old], date(2022, 5, 31)) is old
    assert rules.in_force([old, new], date(2022, 6, 1)) is new
    assert rules.in_force([old, new], date(2019, 1, 1)) is old
