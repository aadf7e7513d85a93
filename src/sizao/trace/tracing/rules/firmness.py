"""What stands on firm evidence, and what a code scan or an inferred position adds to it: the second is a lead for a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sizao.trace.tracing.rules.joining import strictness
from sizao.trace.tracing.types import Suggestion
from sizao.traceback.answer import Exposed
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import EvidenceGrade


def firm_grades(question: TraceQuery) -> tuple[EvidenceGrade, ...]:
    """The grades a question trusts that are more than a lead; none when it trusts no others besides, or only those."""
    trusted = question.grades or tuple(EvidenceGrade)
    firm = tuple(each for each in trusted if not each.is_lead_only)
    return firm if len(firm) < len(trusted) else ()


def mixed(found: Sequence[Exposed], firm: Mapping[int, Exposed]) -> list[Exposed]:
    """Who stands on firm evidence and on weaker besides, as the firm evidence alone has them.

    Args:
        found: the answer from all evidence.
        firm: by person, the answer from firm evidence alone.
    """
    standing = (firm[each.person] for each in found if not each.is_lead and each.person in firm)
    whole = {each.person: each for each in found}
    return [each for each in standing if each != whole[each.person]]


def weighed(said: Mapping[int, Suggestion], firmly: Mapping[int, Suggestion]) -> dict[int, Suggestion]:
    """What is suggested for those of whom weak evidence says more than firm evidence does.

    A stricter class that only the weak evidence suggests is a lead for a call (SAFETY T1, T11, ST-14); otherwise the firm
    evidence speaks alone.

    Args:
        said: by person, what all evidence suggests.
        firmly: what firm evidence alone suggests, for those who stand on both.
    """
    return {
        person: replace(said[person], is_lead=True)
        if strictness(said[person].contact_class) < strictness(firm.contact_class)
        else firm
        for person, firm in firmly.items()
    }
