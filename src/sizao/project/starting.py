"""How a process comes up: without the collector of cycles, which finds nothing while modules are loaded, and costs a third."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed(*, stays: bool = False) -> Iterator[None]:
    """Load what a process needs; one that ``stays`` never looks through what was loaded again.

    A process that ends by being taken apart must not keep it for good: libraries would complain of what is left of them.
    """
    gc.disable()
    try:
        yield
    finally:
        if stays:
            gc.freeze()
        gc.enable()
