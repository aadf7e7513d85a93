"""What may be done with papers: who may be ordered, who may confirm a reading, when an instruction may be reported back."""

from __future__ import annotations

from sizao.ground.command.errors import ConfirmationUnfounded, InstructionUnfinished, NotBelow
from sizao.ground.command.types.papers import DeliveryFacts
from sizao.kernel.areas import contains
from sizao.kernel.decisions import Decision


def may_order(area: int, area_to: int) -> Decision:
    """An order goes down, to an area inside the one that gives it."""
    return Decision.yes() if contains(area, area_to) and area != area_to else Decision.no(NotBelow())


def may_confirm(delivery: DeliveryFacts, *, on_behalf: bool, note: str) -> Decision:
    """A unit confirms for itself; who confirms on its behalf says how they know."""
    if on_behalf and not note.strip():
        return Decision.no(ConfirmationUnfounded(unit=delivery.unit))
    return Decision.yes()


def may_report_instruction(open_tasks: int) -> Decision:
    """An instruction is reported back when every task of it is finished."""
    return Decision.no(InstructionUnfinished(count=open_tasks)) if open_tasks else Decision.yes()
