"""Where a figure is written, in both languages: the clause that every figure of an edition carries."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sizao.kernel.decisions import Clause
from sizao.kernel.words import Words

NO_WORDS = Words("", "")

MARKS = ("H", "M", "L", "BG-H", "BG-M", "BG-L")
"""Confidence marks: retrieved text (high, middle, low), and background knowledge of the editor (the same three)."""

MARK_WORDS = {
    "H": Words("官方文本或多份一致抄本", "official wording, or several agreeing copies"),
    "M": Words("一处二手或地方来源", "one secondary or local source"),
    "L": Words("来源薄弱或未署名", "a weak or unattributed source"),
    "BG-H": Words("编者背景知识,把握高", "the editor's background knowledge, sure"),
    "BG-M": Words("编者背景知识,把握中", "the editor's background knowledge, fairly sure"),
    "BG-L": Words("编者背景知识,把握低", "the editor's background knowledge, unsure"),
}
"""What each mark means."""


@dataclass(frozen=True)
class Citation(Clause):
    """A clause whose text and source are known in both languages; ``text`` and ``source`` hold both, for records."""

    words: Words = NO_WORDS
    source_words: Words = NO_WORDS

    @classmethod
    def of(cls, edition_id: str, words: Words, source: Words, confidence: str) -> Citation:
        """A citation of one part of one document."""
        return cls(edition_id, _both(words), _both(source), confidence, words, source)

    def under(self, edition_id: str) -> Citation:
        """The same citation as part of another edition (a shared part cited by the edition that includes it)."""
        return replace(self, edition_id=edition_id)

    @property
    def mark_words(self) -> Words:
        """What the confidence mark means."""
        return MARK_WORDS[self.confidence]


def _both(words: Words) -> str:
    return words.zh if words.zh == words.en else f"{words.zh} / {words.en}"
