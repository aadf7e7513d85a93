"""How the processes of a run share the tests: by file, the files that need the served world together, the longest pieces first.

Marks of ``xdist_group`` would say the same, but pytest 9.2 no longer has what xdist 3.8 writes them into.
"""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadFileScheduling

WORLD = "tests/functional"
"""One piece: whatever in this folder enters the one served world."""
APART = (f"{WORLD}/test_first_day.py", f"{WORLD}/test_wall_screen.py")
"""Files of the folder that serve themselves."""
DRILLS = f"{WORLD}/drills"
"""Another piece: the drills share a server of their own."""
STARTS = "tests/integration/database/test_serve.py"
"""Another: what is started and what is killed at random points live in one home, so that its tables are made once."""
SAME = {"tests/integration/database/test_kills.py": STARTS}
"""Files that belong to another one's piece."""
LONGEST = (
    WORLD, DRILLS, "tests/integration/spine/test_area_matrix.py", "tests/integration/spine/test_access_matrix.py",
    f"{WORLD}/test_first_day.py", STARTS,
    "tests/integration/spine/test_api_schema.py", "tests/integration/drills/test_headless.py",
    "tests/integration/database/test_roles.py", "tests/integration/database/test_launcher.py",
    "tests/integration/database/test_external.py", "tests/worlds/test_wuxi.py",
    "tests/generative/test_spark.py", "tests/integration/drills/test_instances.py", "tests/integration/drills/test_stopping.py",
    "tests/integration/drills/test_ending.py", "tests/integration/followup/test_bulk.py", "tests/worlds/test_yixing.py",
)  # fmt: skip
"""Pieces of a minute of work and more, the longest first, but three browsers at once would starve each other; all others
follow by their number of tests."""


def piece_of(nodeid: str) -> str:
    """The piece that a test belongs to: what must run on one process."""
    file = nodeid.partition("::")[0]
    if file.startswith(f"{DRILLS}/"):
        return DRILLS
    return WORLD if file.startswith(WORLD) and file not in APART else SAME.get(file, file)


class Shares(LoadFileScheduling):
    """A file's tests stay on one process; a piece that takes minutes is begun before those that take seconds."""

    def _split_scope(self, nodeid: str) -> str:
        return piece_of(nodeid)

    def _assign_work_unit(self, node: Any) -> None:
        first = min(self.workqueue, key=self._turn)
        self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)

    def _turn(self, piece: str) -> tuple[int, int]:
        return LONGEST.index(piece) if piece in LONGEST else len(LONGEST), -len(self.workqueue[piece])
