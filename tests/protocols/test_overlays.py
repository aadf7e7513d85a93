"""Tightening is free, loosening needs a flag: whatever lies on top, nothing unflagged becomes looser."""

import copy
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.kernel.editions import EditionFaulty, Library, library
from sizao.kernel.editions.building import figures
from sizao.kernel.editions.overlays import compose, loosenings
from sizao.kernel.editions.parsing import Node, Pack, parse
from sizao.kernel.editions.schema import Stricter

HEAD = """
title = { zh = "甲", en = "A" }
issuer = { zh = "乙", en = "B" }
disease = "mers"
status = "published"
[sources]
s = { zh = "来源", en = "source" }
[clauses]
c = { zh = "条", en = "clause", source = "s", confidence = "H" }
"""

EDITION = """
effective_from = 2020-01-01
[contact]
clause = "c"
before_days = 2
min_minutes = 15
[regimes.close]
zh = "密接"
en = "Close"
clause = "c"
label = "14"
anchor = "last_exposure"
day_index_base = 0
phases = [{ place = "C", days = 14, test_days = [1, 7] }]
[parameters.x]
clause = "c"
y = { value = 5, zh = "五", en = "five", stricter = "lower" }
"""


def pack(name: str, text: str, **head: Any) -> Pack:
    return parse({"id": name, **tomllib.loads(HEAD), **tomllib.loads(text), **head}, f"{name}.toml")


def overlay(name: str, text: str, **head: Any) -> Pack:
    whole: dict[str, Any] = {"kind": "overlay", "over": ["base"], "areas": ["32"]}
    return pack(name, text, **{**whole, **head})


LOOSER = {
    "contact.before_days": "effective_from = 2020-02-01\n[contact]\nclause='c'\nbefore_days = 1",
    "contact.min_minutes": "effective_from = 2020-02-01\n[contact]\nclause='c'\nmin_minutes = 30",
    "parameters.x.y": "effective_from = 2020-02-01\n[parameters.x]\nclause='c'\n"
    "y = { value = 6, zh = '六', en = 'six', stricter = 'lower' }",
    "regimes.close": "effective_from = 2020-02-01\n[regimes.close]\nclause='c'\nphases = [{ place = 'H', days = 14, test_days = [1, 7] }]",
}


@pytest.mark.parametrize("path", LOOSER)
def test_a_looser_overlay_needs_its_flag(path: str) -> None:
    base = pack("base", EDITION)
    with pytest.raises(EditionFaulty, match="looser than base") as caught:
        Library([base, overlay("o", LOOSER[path])])
    assert caught.value.fields["path"] == path
    Library([base, overlay("o", LOOSER[path], loosens=[path])])


def test_a_tighter_overlay_needs_none() -> None:
    tighter = "effective_from = 2020-02-01\n[contact]\nclause='c'\nbefore_days = 4\nmin_minutes = 5"
    shelf = Library([pack("base", EDITION), overlay("o", tighter)])
    assert shelf.compose("base", "o").contact.before_days == 4  # type: ignore[union-attr]


def test_a_local_rule_that_a_later_national_one_overtakes_gives_way() -> None:
    """The county said 3 first; the nation then says 4; nobody in the county falls below 4."""
    county = overlay("county", "effective_from = 2020-02-01\n[contact]\nclause='c'\nbefore_days = 3", areas=["320282"])
    nation = overlay("nation", "effective_from = 2020-03-01\n[contact]\nclause='c'\nbefore_days = 4", areas=["0"])
    shelf = Library([pack("base", EDITION), county, nation])
    composed = shelf.compose("base", "nation", "county")
    assert composed.contact.before_days == 4  # type: ignore[union-attr]
    assert composed.clause("contact.before_days").edition_id == "nation"


def test_a_looser_step_over_another_overlay_is_refused_too() -> None:
    city = overlay("city", "effective_from = 2020-02-01\n[contact]\nclause='c'\nbefore_days = 4", areas=["3202"])
    county = overlay("county", "effective_from = 2020-03-01\n[contact]\nclause='c'\nbefore_days = 3", areas=["320282"])
    with pytest.raises(EditionFaulty, match=r"looser than base\+city"):
        Library([pack("base", EDITION), city, county])


def test_a_new_entry_in_an_overlay_needs_its_required_figures() -> None:
    with pytest.raises(EditionFaulty, match="missing, also in base"):
        Library(
            [pack("base", EDITION), overlay("o", "effective_from = 2020-02-01\n[regimes.new]\nclause='c'\nlabel='x'")]
        )


amounts = st.floats(min_value=0, max_value=30, allow_nan=False).map(lambda x: round(x, 1))
phases = st.lists(
    st.fixed_dictionaries(
        {
            "place": st.sampled_from(["C", "H", "M", "R"]),
            "days": st.integers(1, 21),
            "test_days": st.lists(st.integers(1, 21), max_size=5),
        }
    ),
    min_size=1,
    max_size=3,
)
sections = st.fixed_dictionaries(
    {},
    optional={
        "contact": st.fixed_dictionaries(
            {"clause": st.just("c")},
            optional=dict.fromkeys(
                ("before_days", "after_days", "min_minutes", "max_metres", "linger_minutes"), amounts
            ),
        ),
        "regimes": st.fixed_dictionaries(
            {
                "close": st.fixed_dictionaries(
                    {"clause": st.just("c"), "zh": st.just("密接"), "en": st.just("Close"), "phases": phases}
                )
            }
        ),
        "zones": st.fixed_dictionaries(
            {
                "high": st.fixed_dictionaries(
                    {"clause": st.just("c"), "zh": st.just("高"), "en": st.just("High")},
                    optional={key: st.integers(0, 30) for key in ("release_days", "contacts_exceed_days", "then_days")},
                )
            }
        ),
    },
)


def tree(drawn: dict[str, Any]) -> Node:
    return parse({"id": "t", **tomllib.loads(HEAD), **copy.deepcopy(drawn)}, "t.toml").tree


@given(sections, st.lists(sections, max_size=4))
def test_no_stack_of_unflagged_overlays_is_looser_than_what_lies_beneath(
    bottom: dict[str, Any], stack: list[dict[str, Any]]
) -> None:
    composed = tree(bottom)
    for each in stack:
        laid = compose(composed, tree(each))
        assert loosenings(composed, laid) == []
        before = {figure.path: figure for figure in figures(composed)}
        for figure in figures(laid):
            old = before.get(figure.path)
            if old is not None and figure.stricter is not None:
                sign = 1 if figure.stricter is Stricter.HIGHER else -1
                assert sign * figure.value >= sign * old.value  # type: ignore[operator]
        composed = laid


@given(sections, sections)
def test_a_flag_on_every_path_lets_the_overlay_win(bottom: dict[str, Any], top: dict[str, Any]) -> None:
    below, above = tree(bottom), tree(top)
    flags = frozenset(each.path for each in loosenings(below, above))
    laid = {figure.path: figure.value for figure in figures(compose(below, above, flags))}
    for figure in figures(above):
        assert laid[figure.path] == figure.value


@given(sections)
def test_laying_an_edition_over_itself_changes_nothing(drawn: dict[str, Any]) -> None:
    one = tree(drawn)
    assert compose(one, one) == one


def test_real_overlays_never_loosen_unflagged() -> None:
    for overlay_edition in library().overlays():
        for base_id in overlay_edition.over:
            beneath = library().compose(base_id)
            laid = library().compose(base_id, overlay_edition.id)
            assert {each.path for each in loosenings(beneath.tree, laid.tree)} <= overlay_edition.loosens
