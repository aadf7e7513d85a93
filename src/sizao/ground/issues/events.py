"""Facts that issues announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class IssueRaised(Event):
    """A problem was written down, or met again."""

    name: ClassVar[str] = "ground.issues.issue-raised"

    issue_id: UUID
    count: int


@dataclass(frozen=True, kw_only=True)
class IssueCured(Event):
    """A problem was cured by a task or by a changed rule."""

    name: ClassVar[str] = "ground.issues.issue-cured"

    issue_id: UUID
    task_id: UUID | None = None
