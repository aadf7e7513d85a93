"""Who acts: a signed-in person under one role and area, a machine client, or the flow itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sizao.kernel.areas import NATION
from sizao.kernel.words import LabelledEnum, Words


class ActorKind(LabelledEnum):
    """What kind of actor wrote a row."""

    PERSON = "person", "人员", "Person"
    CLIENT = "client", "接口客户端", "API client"
    SYSTEM = "system", "系统", "System"


OWN_NAMES = ("flow.", "outbox", "followup.", "tracing.", "presence.", "identity.", "duty.", "command.", "signals.")
"""How the names begin under which the platform's own handlers and jobs act."""
ITSELF = Words("平台自动", "The platform")


def doer(name: str) -> Words | str:
    """Who acted, as people read it: the platform for its own handlers and jobs, anybody else by name."""
    return ITSELF if name.startswith(OWN_NAMES) else name


@dataclass(frozen=True)
class Actor:
    """The actor of one request or job: identity, the one role it acts under, and the area that role covers."""

    name: str
    kind: ActorKind = ActorKind.SYSTEM
    user_id: int | None = None
    role: str = "system"
    area: int = NATION
    organisation: str = ""
    grant_id: int | None = None
    task_id: UUID | None = None
    persons: frozenset[int] = frozenset()
    """Persons outside the area that this actor may see, by number (a cross-area request or an assigned task)."""

    @classmethod
    def system(cls, name: str, area: int = NATION) -> Actor:
        """The platform itself, named after the handler, job or command that acts, limited to an area."""
        return cls(name=name, area=area)
