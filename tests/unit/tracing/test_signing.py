"""From how many on a trace needs two people, and who they are."""

from dataclasses import replace

import pytest

from sizao.trace.tracing import errors, rules
from sizao.trace.tracing.types import Finding, TraceCounts

TERMS = replace(rules.signing(), persons=10)


def counts(**by_finding: int) -> TraceCounts:
    found = {Finding(name): number for name, number in by_finding.items()}
    return TraceCounts(
        persons=sum(found.values()),
        elsewhere=0,
        visits=0,
        by_hop={},
        by_grade={},
        by_finding=found,
        by_place=(),
        by_area=(),
    )


@pytest.mark.parametrize("headquarters", [False, True])
@pytest.mark.parametrize("counted", [False, True])
@pytest.mark.parametrize("number", [9, 10, 82_000])
def test_many_are_listed_only_when_one_counted_and_headquarters_runs_it(number, headquarters, counted):
    decision = rules.may_keep(
        counts(close=1, lead=number - 1), is_headquarters=headquarters, counted_by_another=counted, terms=TERMS
    )
    assert bool(decision) == (number < 10 or (headquarters and counted))
    if not decision:
        assert isinstance(decision.refusal, errors.SignatureNeeded)
        assert TERMS.clause.zh in decision.refusal.words.zh and str(number) in decision.refusal.words.en


def test_those_for_whom_nothing_would_be_done_do_not_count():
    assert rules.touched(counts(none=82_000, lead=4, close=5)) == 9


def test_a_file_without_a_number_is_refused(tmp_path):
    own = tmp_path / "signing.toml"
    own.write_text('version="1"\nissued=2021-11-01\npersons=0\nhours=24\nzh="甲"\nen="a"\n', "utf-8")
    with pytest.raises(ValueError, match="number"):
        rules.signing(own)
