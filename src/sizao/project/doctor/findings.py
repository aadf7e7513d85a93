"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass

from sizao.kernel.words import LabelledEnum, Words


class State(LabelledEnum):
    """How serious a finding is."""

    FINE = "fine", "正常", "fine"
    WARNING = "warning", "注意", "warning"
    FAULT = "fault", "故障", "fault"


@dataclass(frozen=True)
class Finding:
    """One line of the examination: what was looked at, how it stands, and what to do when it is not fine."""

    check: str
    state: State
    found: Words
    advice: Words | None = None

    @property
    def line(self) -> Words:
        """The finding as one line in both languages."""
        zh = f"[{self.state.words.zh}] {self.found.zh}" + (f" → {self.advice.zh}" if self.advice else "")
        en = f"[{self.state.words.en}] {self.found.en}" + (f" → {self.advice.en}" if self.advice else "")
        return Words(zh, en)


def fine(check: str, zh: str, en: str) -> Finding:
    """All is well."""
    return Finding(check, State.FINE, Words(zh, en))


def warning(check: str, found: Words, advice: Words) -> Finding:
    """Something to see to soon."""
    return Finding(check, State.WARNING, found, advice)


def fault(check: str, found: Words, advice: Words) -> Finding:
    """Something that must not stay so."""
    return Finding(check, State.FAULT, found, advice)
