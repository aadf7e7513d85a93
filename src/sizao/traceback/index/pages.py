"""Pages of a mapped file: those that the machine holds in memory can be entered into this process's page table at once.

Else the first question that comes to a page stops for it, for some microseconds each; a question about one person comes to
hundreds of them. Linux only (``mincore``, and ``MADV_POPULATE_READ`` since 5.14); elsewhere nothing happens.
"""

from __future__ import annotations

import ctypes
from mmap import PAGESIZE, mmap

import numpy as np

from sizao.traceback.index.layout import Array

MADV_POPULATE_READ = 22
"""Of ``<linux/mman.h>``; the standard library does not name it."""


def enter(file: mmap) -> int:
    """Enter the pages that are in memory; nothing is read from the disk for it. Returns how many pages there were."""
    entered = 0
    for begin, end in _runs(_in_memory(file)):
        try:
            file.madvise(MADV_POPULATE_READ, begin * PAGESIZE, (end - begin) * PAGESIZE)
        except OSError:  # an older kernel
            return entered
        entered += end - begin
    return entered


def _in_memory(file: mmap) -> Array:
    """A bool for each page."""
    held = np.zeros(-(-len(file) // PAGESIZE), np.uint8)
    address = np.frombuffer(file, np.uint8).ctypes.data
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mincore") or libc.mincore(
        ctypes.c_void_p(address), ctypes.c_size_t(len(file)), ctypes.c_void_p(held.ctypes.data)
    ):
        return np.zeros(len(held), np.bool_)
    return (held & 1).astype(np.bool_)


def _runs(held: Array) -> list[tuple[int, int]]:
    """Where the pages are held, as ``[begin, end)``."""
    edges = np.flatnonzero(np.diff(held.astype(np.int8), prepend=0, append=0))
    return [(int(begin), int(end)) for begin, end in edges.reshape(-1, 2)]
