"""What the schemas of every room's API share: times, area codes, plain text, and bodies that refuse unknown keys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, WithJsonSchema

from sizao.kernel import areas
from sizao.kernel.words import Words

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
NO_CONTROL = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""A pattern for text without control characters; tabs and line breaks may stand in it."""


def _plausible(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("not a plausible time")
    return moment.astimezone(UTC)


def _area(text: object) -> int:
    if not isinstance(text, str):
        raise ValueError("a division code is text")
    code = areas.parse(text)
    if code > areas.TOP:
        raise ValueError("not an area code")
    return code


Time = Annotated[AwareDatetime, AfterValidator(_plausible)]
"""A moment with an offset, between 1900 and 2200, turned to UTC: PostgreSQL takes neither every year nor every offset."""

AreaCode = Annotated[int, BeforeValidator(_area), WithJsonSchema({"type": "string", "pattern": "^[0-9]{2,19}$"})]
"""A printed division code of 2 to 19 digits."""


class Strict(Schema):
    """The base of everything that goes in: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class WordsOut(Schema):
    """A text in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, words: Words) -> WordsOut:
        """The text as JSON."""
        return cls(zh=words.zh, en=words.en)
