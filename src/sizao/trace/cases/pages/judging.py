"""The steps that may be decided for contacts in words, and what local overlays add to what is asked of them."""

from __future__ import annotations

from collections.abc import Sequence

from sizao.kernel.editions import Difference, library, stricter_here
from sizao.kernel.words import Words
from sizao.trace.cases.types import ContactFacts

STEPS = {
    "approve": Words("判定为接触者", "Approve as contacts"),
    "reject": Words("不予采纳(或撤销)", "Reject or withdraw"),
    "lost": Words("标记为未找到", "Mark as not found"),
    "found": Words("标记为已找到", "Mark as found"),
    "hand_over": Words("移交外地", "Hand over to another area"),
}


def stricter(found: Sequence[ContactFacts]) -> list[Difference]:
    """What the local overlays add to the regimes of these classes."""
    pairs = sorted({(each.edition_id, each.contact_class) for each in found})
    rows = [
        stricter_here(library().get(edition_id.split("+")[0]), library().get(edition_id), f"regimes.{contact_class}")
        for edition_id, contact_class in pairs
    ]
    return [each for differences in rows for each in differences]
