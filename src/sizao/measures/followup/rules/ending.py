"""The end rule of a plan in words: everything that must be true before release, as the edition asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sizao.kernel.words import Words
from sizao.measures.followup.types import PlanFacts

if TYPE_CHECKING:
    from sizao.kernel.editions import Regime, ReleaseTerms


def end_rule(plan: PlanFacts, regime: Regime | None) -> list[Words]:
    """What release needs, line by line; the same conditions, in the same order, that :func:`may_release` asks about."""
    days, last = plan.day_on(plan.end_on), plan.end_on.isoformat()
    lines = [Words(f"满 {days} 天,至 {last}(含当日)", f"{days} days served, up to and including {last}")]
    if plan.release_on > plan.end_on:
        lines.append(
            Words(
                f"次日({plan.release_on.isoformat()})起解除", f"free from the day after, {plan.release_on.isoformat()}"
            )
        )
    lines.append(
        Words(
            "计划内核酸检测均有阴性结果(经批准免检的除外)",
            "every scheduled PCR test negative, unless excused with a reason",
        )
    )
    lines += _terms(regime.release) if regime and regime.release else ()
    lines.append(Words("最近一次健康监测无症状", "no symptoms at the latest daily check"))
    return lines


def _terms(terms: ReleaseTerms) -> Iterator[Words]:
    if terms.negatives:
        hours = f"{terms.spacing_hours or 0:g}"
        yield Words(
            f"{terms.negatives} 次阴性,间隔不少于 {hours} 小时",
            f"{terms.negatives} negative tests at least {hours} hours apart",
        )
    if terms.double_sampling:
        yield Words("末次双采双检,两家机构结果均为阴性", "the last test sampled twice, negative in two laboratories")
    if terms.environment_negative:
        yield Words(
            "集中隔离的,人、物、环境同采均为阴性", "at a site, person, goods and room sampled together, all negative"
        )
    if terms.linked_negatives:
        yield Words(
            f"关联密切接触者前 {terms.linked_negatives} 次检测均为阴性",
            f"the first {terms.linked_negatives} tests of the linked close contact negative",
        )
