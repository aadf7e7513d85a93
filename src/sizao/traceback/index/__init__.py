"""The fast engine: a lake's visits as memory-mapped columns, searched by compiled loops, with the reference's answer.

``layout`` says what the columns hold, ``people`` numbers persons densely, ``build`` makes the columns of a day from
visits, ``store`` keeps them beside the Parquet, ``gather``, ``meet``, ``sweep`` and ``join`` are the compiled loops, and
``engine`` asks them a question. Why it is so: docs/decisions/0016-compiled-index.md.

Compiled loops are kept between processes in a folder that is named by the source of all of them. Numba looks only at
the file a loop stands in; a loop that takes in another file's function would otherwise go on with that file's old text.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from sizao.kernel import loops

HERE = Path(__file__).parent


def loops_folder() -> Path:
    """Where the compiled loops of this very source are kept."""
    return loops.folder(HERE)


def _without(halted: str, module: str) -> None:
    """Import a module that asks for another one and can do without it, as if the other one were not there."""
    if halted in sys.modules or module in sys.modules:
        return
    sys.modules[halted] = None  # type: ignore[assignment]
    try:
        importlib.import_module(module)
    finally:
        del sys.modules[halted]


# More than half of what a process did before its first answer: no loop is measured for coverage, multiplies matrices or
# calls a library of C.
_without("coverage", "numba")
_without("scipy.linalg.cython_blas", "numba.np.arraymath")
_without("cffi", "numba.core.typing.cffi_utils")

from numba import config  # noqa: E402

config.CACHE_DIR = str(loops_folder())  # type: ignore[attr-defined]
