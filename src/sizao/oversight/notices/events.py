"""Facts that notices announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticeIssued(Event):
    """A public notice was issued."""

    name: ClassVar[str] = "oversight.notices.notice-issued"

    notice_id: UUID
    number: int
    year: int
