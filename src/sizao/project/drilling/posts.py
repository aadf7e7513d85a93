"""Who can sign in to a drill: one account for each role that is played in a county's outbreak."""

from __future__ import annotations

from sizao.kernel.words import Words
from sizao.project.worlds.posts import Post
from sizao.spine.accounts.types import Role

PLAYED = (
    Role.COMMANDER, Role.COORDINATOR, Role.EPIDEMIOLOGIST, Role.TRACER, Role.LAB, Role.SAMPLER, Role.SITE_MANAGER,
    Role.CHECKPOINT, Role.GRID_WORKER, Role.COMMUNITY, Role.SENTINEL, Role.COLDCHAIN, Role.INSPECTOR, Role.DATA_OFFICER,
)  # fmt: skip


def of(area: str) -> tuple[Post, ...]:
    """The accounts of a drill in an area; the user name is the role's."""
    return tuple(_post(role, area) for role in PLAYED)


def _post(role: Role, area: str) -> Post:
    words = Words(f"演练 · {role.words.zh}", f"Exercise · {role.words.en}")
    return Post(role.value.replace("_", "-"), role, area, words, "演练单位")
