"""A post that an account is made for; plain, so that processes without Django can name it."""

from __future__ import annotations

from dataclasses import dataclass

from sizao.kernel.words import Words
from sizao.spine.accounts.types import Role


@dataclass(frozen=True)
class Post:
    """One demonstration account, or one of a drill: its name, role, area and the post it stands for."""

    username: str
    role: Role
    area: str
    words: Words
    organisation: str = ""
