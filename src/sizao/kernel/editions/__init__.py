"""Policy as data: the editions of public-health guidance, read once from ``protocols/`` into frozen terms.

Start with ``library().in_force(disease, area, at)``; rules receive the :class:`Edition` it returns.
"""

from __future__ import annotations

from sizao.kernel.editions.checking import Problem, check
from sizao.kernel.editions.citations import MARK_WORDS, MARKS, Citation
from sizao.kernel.editions.comparison import Change, Difference, diff, stricter_here
from sizao.kernel.editions.edition import Edition
from sizao.kernel.editions.errors import EditionFaulty, NoEditionInForce, NoSuchEdition, NoSuchFigure
from sizao.kernel.editions.library import ID_LENGTH, Library, find_protocols, library
from sizao.kernel.editions.schema import Unit
from sizao.kernel.editions.types import (
    CaseTerms,
    ContactClass,
    ContactTerms,
    Disease,
    EditionKind,
    EditionStatus,
    Figure,
    Incubation,
    Milestone,
    OwnerGroup,
    Phase,
    PhasePlace,
    Regime,
    RegimeAnchor,
    ReleaseTerms,
    Situation,
    Statement,
    TransportRule,
    ZoneAnchor,
    ZoneKind,
    ZoneTerms,
)

__all__ = [
    "ID_LENGTH", "MARKS", "MARK_WORDS", "CaseTerms", "Change", "Citation", "ContactClass", "ContactTerms",
    "Difference", "Disease", "Edition", "EditionFaulty", "EditionKind", "EditionStatus", "Figure", "Incubation",
    "Library", "Milestone", "NoEditionInForce", "NoSuchEdition", "NoSuchFigure", "OwnerGroup", "Phase", "PhasePlace",
    "Problem", "Regime", "RegimeAnchor", "ReleaseTerms", "Situation", "Statement", "TransportRule", "Unit", "ZoneAnchor",
    "ZoneKind", "ZoneTerms", "check", "diff", "find_protocols", "library", "stricter_here",
]  # fmt: skip
