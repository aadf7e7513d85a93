"""How a process comes up: without the collector of cycles, which finds nothing while modules are loaded, and costs a third."""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Load what a process needs; afterwards the collector goes its rounds as ever, but not over what was loaded."""
    gc.disable()
    try:
        yield
        gc.freeze()
        atexit.register(gc.unfreeze)  # libraries count at the end what was never given back, and say so
    finally:
        gc.enable()
