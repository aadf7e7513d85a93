"""The answer of a rule: yes or no, why, and the clause that says so."""

from __future__ import annotations

from dataclasses import dataclass, field

from sizao.kernel.errors import SizaoError


@dataclass(frozen=True)
class Clause:
    """Where a figure or a rule is written: the edition's id, the clause or source, and how sure we are of it."""

    edition_id: str
    text: str
    source: str = ""
    confidence: str = "H"
    """Confidence mark of the source: ``H``, ``M``, ``L`` (retrieved) or ``BG-H``, ``BG-M``, ``BG-L`` (background knowledge)."""

    @property
    def is_weak(self) -> bool:
        """Whether the page must show this clause as weakly sourced."""
        return self.confidence not in {"H", "BG-H"}

    def __str__(self) -> str:
        """Edition and clause, as an official would cite them."""
        return f"{self.edition_id} · {self.text}" if self.text else self.edition_id


@dataclass(frozen=True)
class Decision:
    """A rule's answer. It is falsy when refused, and can be shown, stored or raised."""

    allowed: bool
    refusal: SizaoError | None = None
    clause: Clause | None = None
    facts: dict[str, object] = field(default_factory=dict)

    @classmethod
    def yes(cls, *, clause: Clause | None = None, **facts: object) -> Decision:
        """Allowed, with the clause it rests on and any facts worth showing."""
        return cls(True, None, clause, facts)

    @classmethod
    def no(cls, refusal: SizaoError, *, clause: Clause | None = None) -> Decision:
        """Refused, with the typed reason; the clause travels on the refusal too."""
        if clause is not None and refusal.clause is None:
            refusal.clause = clause
        return cls(False, refusal, clause or refusal.clause)

    def __bool__(self) -> bool:
        """True when allowed."""
        return self.allowed

    def or_raise(self) -> Decision:
        """Return this decision when allowed; raise its refusal otherwise."""
        if self.refusal is not None:
            raise self.refusal
        return self
