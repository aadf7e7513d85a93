"""The database that every drill begins as: migrated, with the areas that ship; made once for each version of the tables."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sizao.kernel.errors import Unavailable
from sizao.project import installation
from sizao.spine.database import clones, roles

SOURCE = Path(__file__).resolve().parents[2]
LOCK = "drill-template.lock"
OVERRIDE = "SIZAO_DRILL_TEMPLATE"
"""Names a template that stands already (the tests' own)."""


class TemplateFailed(Unavailable):
    """The database that drills begin as could not be made: {reason}"""

    code = "drills.template"
    zh = "演练用的初始数据库未能建立:{reason}"


def fingerprint() -> str:
    """A digest of all that shapes a migrated, filled database."""
    digest = hashlib.sha256()
    shaping = [*sorted(SOURCE.glob("**/migrations/*.py")), *sorted(SOURCE.glob("ground/registry/data/*"))]
    for path in shaping:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def prefix(dbname: str) -> str:
    """How the names of this installation's templates begin."""
    return f"{dbname[:24]}_before_drill_"


def ensure(place: installation.Place) -> str:
    """The name of the template of this version, made now (some 20 s) when there is none; older ones are dropped.

    One process makes it, others of this installation wait: two that start together would take it from each other.
    """
    with (installation.home() / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _made(place)


def _made(place: installation.Place) -> str:
    name = os.environ.get(OVERRIDE) or prefix(place.dbname) + fingerprint()
    if clones.is_template(place.admin, name):
        return name
    clones.make_empty(place.admin, name)
    _fill(place, name)
    clones.freeze(place.admin, name)
    for old in clones.names(place.admin, prefix(place.dbname)):
        if old != name:
            clones.drop(place.admin, old)
    return name


def _fill(place: installation.Place, name: str) -> None:
    """Migrate and load, under an installation folder that lives as long as that takes."""
    home = Path(tempfile.mkdtemp(prefix="sizao-before-drill-"))
    try:
        (home / "database.json").write_text(json.dumps({**place.public(), "name": name}))
        (home / "secrets").symlink_to(installation.home() / "secrets")
        _run(home, roles.MIGRATE, "sizao.project.manage", "migrate", "--no-input", "-v", "0")
        _run(home, roles.WORKER, "sizao.project.drilling.furnish")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(home: Path, role: str, *module: str) -> None:
    surroundings = {**installation.environment(role, home), "DJANGO_SETTINGS_MODULE": "sizao.project.settings"}
    done = subprocess.run(
        [sys.executable, "-m", *module], env=surroundings, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise TemplateFailed(reason=(done.stderr or done.stdout).strip()[-1500:])
