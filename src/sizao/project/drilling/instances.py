"""A drill's own installation: made from the template in a second, found again by its folder, and ended without a trace.

``SIZAO_HOME/drills/<id>`` is at once the drill's installation folder (``database.json``, ``keys/``) and the folder of its
clock. The server's role passwords are the platform's own; the keys of the identity vault and of sign-ins are the drill's.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sizao.kernel.errors import NotFound, Unavailable
from sizao.kernel.words import Words
from sizao.project import installation
from sizao.project.cli.outcome import as_json
from sizao.project.drilling import templates
from sizao.project.worlds.posts import Post
from sizao.spine import clock, drill
from sizao.spine.accounts.types import Role
from sizao.spine.database import clones, roles


class NoSuchDrill(NotFound):
    """There is no drill {id} in this installation."""

    code = "drills.unknown"
    zh = "本系统没有编号为 {id} 的演练。"


class NotFurnished(Unavailable):
    """The accounts of the drill could not be made: {reason}"""

    code = "drills.not_furnished"
    zh = "演练账户未能建立:{reason}"


class NeedsServer(Unavailable):
    """Making or ending a drill needs the role that made the database: run it with DATABASE_URL set."""

    code = "drills.needs_server"
    zh = "建立或结束演练需要建库时的数据库角色:请设置 DATABASE_URL 后运行。"


@dataclass(frozen=True)
class Order:
    """What a drill is made with: scenario, edition, seed, the drill's first moment, its speed, and who can sign in."""

    id: UUID
    scenario: str
    title: Words
    began: datetime
    area: int
    speed: float = 1.0
    edition: str = ""
    seed: int = 0
    posts: tuple[Post, ...] = ()
    players: tuple[dict[str, Any], ...] = ()
    """Who plays which role how well: role, played_by, skill, delay_hours, per_hour."""


@dataclass(frozen=True)
class Instance:
    """A drill that exists: its order, its folder, its database."""

    order: Order
    folder: Path
    dbname: str

    def environment(self, role: str = roles.WORKER) -> dict[str, str]:
        """The environment of a process that belongs to this drill, as one of the database roles."""
        inherited = installation.environment(role, self.folder)
        for name in ("SIZAO_LAKE", templates.OVERRIDE):
            inherited.pop(name, None)
        return {**inherited, clock.FOLDER: str(self.folder), "DJANGO_SETTINGS_MODULE": "sizao.project.settings"}

    @property
    def log_ins(self) -> list[dict[str, Any]]:
        """How to sign in: username, password, role, post and area of each account."""
        written = self.folder / "accounts.json"
        return list(json.loads(written.read_text("utf-8"))) if written.exists() else []


def home() -> Path:
    """The folder of all drills of this installation."""
    return installation.home() / "drills"


def place() -> installation.Place:
    """The database server, standing, with the right to make databases."""
    known = installation.recorded()
    if known and not known.get("embedded", False) and not os.environ.get("DATABASE_URL"):
        raise NeedsServer
    return installation.find()


def create(order: Order, where: installation.Place) -> Instance:
    """Make a drill: folder, database, clock (standing still at its first moment), accounts. All or nothing."""
    made = Instance(order, home() / str(order.id), dbname_of(where, order.id))
    template = templates.ensure(where)
    try:
        _make_folder(made, where)
        clones.copy(where.admin, template, made.dbname)
        _furnish(made)
    except BaseException:
        end(order.id, where)
        raise
    return made


def dbname_of(where: installation.Place, drill_id: UUID) -> str:
    """What a drill's database is called."""
    return f"{where.dbname[:24]}_drill_{drill_id.hex}"


def _make_folder(made: Instance, where: installation.Place) -> None:
    home().mkdir(mode=0o700, exist_ok=True)
    made.folder.mkdir(mode=0o700)
    (made.folder / "database.json").write_text(json.dumps({**where.public(), "name": made.dbname}, indent=1))
    for shared in ("secrets", "static"):
        (installation.home() / shared).mkdir(mode=0o700, exist_ok=True)
        (made.folder / shared).symlink_to(installation.home() / shared)
    (made.folder / drill.FILE).write_text(as_json(made.order, indent=1), "utf-8")
    _keep_scenario(made)
    now = clock.wall()
    clock.DrillClock(now, made.order.began.astimezone(UTC), made.order.speed, paused_at=now).write(made.folder)


def _keep_scenario(made: Instance) -> None:
    """A scenario of the installation's own stays for its drill what it was when the drill was made."""
    own = installation.home() / "scenarios" / f"{Path(made.order.scenario).name}.toml"
    if own.is_file():
        (made.folder / own.parent.name).mkdir(mode=0o700)
        shutil.copy(own, made.folder / own.parent.name)


def _furnish(made: Instance) -> None:
    command = [sys.executable, "-m", "sizao.project.drilling.furnish", "accounts"]
    done = subprocess.run(
        command, env=made.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotFurnished(reason=(done.stderr or done.stdout).strip()[-1500:])


def read(folder: Path) -> Order:
    """What a drill's folder says it was made with."""
    written = json.loads((folder / drill.FILE).read_text("utf-8"))
    posts = tuple(
        Post(each["username"], Role(each["role"]), each["area"], Words(**each["words"]), each["organisation"])
        for each in written["posts"]
    )
    changed = {
        "id": UUID(written["id"]),
        "title": Words(**written["title"]),
        "began": datetime.fromisoformat(written["began"]),
        "posts": posts,
        "players": tuple(written["players"]),
    }
    return Order(**{**written, **changed})


def find(drill_id: UUID) -> Instance:
    """A drill that exists.

    Raises:
        NoSuchDrill: when it does not.
    """
    folder = home() / str(drill_id)
    if not (folder / drill.FILE).exists():
        raise NoSuchDrill(id=drill_id)
    return Instance(read(folder), folder, str(installation.recorded(folder).get("name", "")))


def every() -> list[Instance]:
    """The drills of this installation, the oldest first (their ids grow with time)."""
    return [find(UUID(path.parent.name)) for path in sorted(home().glob(f"*/{drill.FILE}"))]


def end(drill_id: UUID, where: installation.Place) -> None:
    """Drop a drill's database and folder, whole or half made; what was never there is no fault.

    The drill's processes must have ended: where the server's role is no superuser, it cannot end their sessions itself.
    """
    clones.drop(where.admin, dbname_of(where, drill_id))
    with suppress(FileNotFoundError):
        shutil.rmtree(home() / str(drill_id))
