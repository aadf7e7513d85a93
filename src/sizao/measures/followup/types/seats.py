"""Who must act on a gap: a role of the headquarters or of an area, and its holder where one is known."""

from __future__ import annotations

from dataclasses import dataclass

from sizao.ground.command.types import GroupKind
from sizao.kernel.words import Words
from sizao.measures.followup.types import Gap


@dataclass(frozen=True)
class Seat:
    """Who must act: a role of the headquarters or of an area, and its holder where one is known."""

    role: Words
    holder: str = ""


CHIEF = Words("网格长", "Grid chief")
GAP_GROUPS = {
    Gap.NO_PLAN: GroupKind.ISOLATION, Gap.NOT_PLACED: GroupKind.ISOLATION, Gap.NOT_FOUND: GroupKind.INVESTIGATION,
    Gap.TEST_MISSED: GroupKind.TESTING, Gap.TEST_DUE: GroupKind.TESTING, Gap.CHECK_MISSED: GroupKind.COMMUNITY,
    Gap.UNREACHABLE: GroupKind.COMMUNITY,
}  # fmt: skip
"""Which work-group answers for a gap when nobody nearer is named."""
NEAR = frozenset({GroupKind.COMMUNITY, GroupKind.ISOLATION})
"""Groups whose work a grid's own chief does on the ground."""
