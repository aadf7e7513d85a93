"""Compile the trace's loops once: processes that start together after it find them on the disk.

Compiling takes half a minute of one processor, and as long again in every process that begins before the first is through.
"""

import os
import sys
import tempfile
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sizao.project.settings")
django.setup()

from sizao.ground.presence.queries.warming import ask_everything  # noqa: E402
from sizao.traceback.lake import Lake  # noqa: E402


def main() -> int:
    """Ask a question of every shape of a small index."""
    with tempfile.TemporaryDirectory() as folder:
        ask_everything(Lake(Path(folder) / "lake"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
