"""All findings of an outbreak in the order of the page, and the sentences that stand above them."""

from __future__ import annotations

from collections.abc import Sequence

from sizao.kernel.words import Words
from sizao.oversight.analysis.rules.attack import attack_rates
from sizao.oversight.analysis.rules.chains import generations, missing_links, offspring
from sizao.oversight.analysis.rules.curve import curve
from sizao.oversight.analysis.rules.intervals import incubation, serial_interval
from sizao.oversight.analysis.rules.outlook import outlook
from sizao.oversight.analysis.rules.reproducing import reproduction
from sizao.oversight.analysis.types import Basis, Finding, Outbreak, Question, Topic

ENOUGH = 0.5
"""A date is the basis by itself when this share of the cases has it."""
FOR_OFFICIALS = (Topic.OFFSPRING, Topic.REPRODUCTION, Topic.MISSING, Topic.ATTACK)
NO_CASE = Words(
    "本起疫情尚无病例记录,以下各项均无结果。",
    "No case of this incident is on record yet: none of the analyses has a result.",
)


def chosen_basis(outbreak: Outbreak, question: Question) -> Basis:
    """The date asked for, else the first of onset, sampling and report that enough cases have."""
    if question.basis is not None:
        return question.basis
    for basis in Basis:
        dated = sum(each.on(basis) is not None for each in outbreak.ill)
        if outbreak.ill and dated >= ENOUGH * len(outbreak.ill):
            return basis
    return Basis.REPORT


def analyse(outbreak: Outbreak, question: Question) -> tuple[Finding, ...]:
    """Every finding, in the order of :class:`Topic`."""
    basis = chosen_basis(outbreak, question)
    found = (
        curve(outbreak, question, basis),
        offspring(outbreak, question),
        generations(outbreak, question),
        missing_links(outbreak),
        reproduction(outbreak, question, basis),
        outlook(outbreak, question),
        serial_interval(outbreak, question),
        incubation(outbreak),
        attack_rates(outbreak),
    )
    order = list(Topic)
    return tuple(sorted(found, key=lambda each: order.index(each.topic)))


def headline(findings: Sequence[Finding]) -> tuple[Words, ...]:
    """What an official reads first: the results that there are, then their gravest caution."""
    by_topic = {each.topic: each for each in findings}
    if not by_topic[Topic.CURVE].used and by_topic[Topic.CURVE].is_empty:
        return (NO_CASE,)
    said = [by_topic[topic].sentence for topic in FOR_OFFICIALS if not by_topic[topic].is_empty]
    return tuple(said or [by_topic[Topic.OFFSPRING].sentence])
