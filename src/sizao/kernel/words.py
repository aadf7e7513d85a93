"""Two languages for every word that the platform itself says: a pair of sentences, and enumerations that carry their labels."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Self


class Words(NamedTuple):
    """One text in both languages of the platform."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text for a language tag: any tag that starts with ``zh`` gives Chinese, every other one English."""
        return self.zh if language.lower().startswith("zh") else self.en

    @classmethod
    def written(cls, text: str) -> Words:
        """A text that was written down in both languages at once (``中文 / English``); any other stands for both."""
        zh, slash, en = text.partition(" / ")
        return cls(zh, en) if slash and en.isascii() and not zh.isascii() else cls(text, text)

    def filled(self, **fields: object) -> Words:
        """The same words with their ``{placeholders}`` filled in; a :class:`Words` field is filled by language."""
        return Words(_fill(self.zh, 0, fields), _fill(self.en, 1, fields))


def _fill(template: str, side: int, fields: dict[str, object]) -> str:
    chosen = {name: value[side] if isinstance(value, Words) else value for name, value in fields.items()}
    return template.format(**chosen)


class LabelledEnum(StrEnum):
    """A string enumeration whose members carry a label in both languages.

    >>> class Light(LabelledEnum):
    ...     RED = "red", "红", "Red"
    >>> Light.RED.words
    Words(zh='红', en='Red')
    """

    words: Words

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Self:
        """Build a member from its stored value and its two labels."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = Words(zh or value, en or value)
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of value and English label, for a database field's ``choices``."""
        return [(member.value, member.words.en) for member in cls]
