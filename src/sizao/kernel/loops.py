"""Where compiled loops are kept between processes: in a folder named by the text of all the files they stand among.

Numba looks only at the file a loop stands in when it asks whether what it kept is still right. A loop that takes in another
file's function, or a constant, would go on with that file's old text.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast


def folder(package: Path) -> Path:
    """Where the loops of a package's very source are kept; below ``NUMBA_CACHE_DIR`` when that is set.

    Args:
        package: the folder of its files.
    """
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(package.glob("*.py"))))
    above = os.environ.get("NUMBA_CACHE_DIR") or package / "__pycache__"
    return Path(above) / f"loops-{digest.hexdigest()[:12]}"


_folder = cache(folder)
Loop = TypeVar("Loop", bound=Callable[..., Any])


def kept(function: Loop) -> Loop:
    """Compile a loop, to run beside other threads, and keep it for as long as no file of its package changes."""
    from numba import config, njit  # here, so that the index chooses what Numba loads with it

    before = config.CACHE_DIR  # type: ignore[attr-defined]
    config.CACHE_DIR = str(_folder(Path(function.__code__.co_filename).parent))  # type: ignore[attr-defined]
    try:
        return cast(Loop, njit(cache=True, nogil=True)(function))
    finally:
        config.CACHE_DIR = before  # type: ignore[attr-defined]
