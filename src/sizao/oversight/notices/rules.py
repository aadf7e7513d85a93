"""When a notice may be issued."""

from __future__ import annotations

from sizao.kernel.areas import contains
from sizao.kernel.decisions import Decision
from sizao.oversight.notices.errors import AlreadySuperseded, NumberTaken, ScopeOutside, TextMissing
from sizao.oversight.notices.types import NewNotice, NoticeFacts


def may_issue(new: NewNotice, year: int, taken: frozenset[int], superseded: NoticeFacts | None) -> Decision:
    """A notice has a text, a free number, a scope inside its issuer's area, and replaces a notice that still holds."""
    if not new.title.zh.strip() or not new.body.strip():
        return Decision.no(TextMissing())
    if not contains(new.area, new.scope):
        return Decision.no(ScopeOutside())
    if new.number in taken:
        return Decision.no(NumberTaken(number=new.number, year=year))
    if superseded is not None and not superseded.is_valid:
        return Decision.no(AlreadySuperseded(number=superseded.number))
    return Decision.yes()


def next_number(taken: frozenset[int]) -> int:
    """The number after the highest one issued this year."""
    return max(taken, default=0) + 1
