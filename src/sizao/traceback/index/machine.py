"""What the compiled loops need of the machine and Numba does not offer: columns by address, reading ahead, lowest bits.

A question is one compiled call, whatever the number of days. Handing over nine arrays for each day would cost more than
the answer, so the loops get one table of addresses; the index that made it keeps the columns alive.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, njit, types  # type: ignore[attr-defined]
from numba.core import cgutils
from numba.extending import intrinsic

from sizao.traceback.index.layout import Array, Columns, Number

MIDNIGHT, IS_ALONE, FIRST = 0, 1, 2
"""Where a row of the table says when its day begins, whether it is the day's only segment, and where columns are."""

PREFETCH = "llvm.prefetch.p0"
Code = tuple[Any, Callable[..., Any]]
"""What an intrinsic gives to the compiler: its signature, and the writer of its instructions."""


def table_of(segments: Sequence[tuple[int, bool, Columns]]) -> Array:
    """A row of int64 for each segment: the day's begin, whether it is alone in its day, address and length of columns."""
    rows = [
        [midnight, int(is_alone), *(value for column in columns for value in (column.ctypes.data, len(column)))]
        for midnight, is_alone, columns in segments
    ]
    return np.array(rows, np.int64).reshape(len(rows), FIRST + 2 * len(Columns._fields))


def _to_pointer(_typing: Any, _address: Any) -> Code:
    def write(_context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.inttoptr(given[0], cgutils.voidptr_t)

    return types.voidptr(types.int64), write


def _to_read_ahead(_typing: Any, _address: Any) -> Code:
    def write(context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        word = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, word, word, word])
        known = builder.module.globals
        call = known.get(PREFETCH) or ir.Function(builder.module, kind, PREFETCH)
        builder.call(call, [builder.inttoptr(given[0], cgutils.voidptr_t), word(1), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(types.int64), write


def _to_lowest_bit(_typing: Any, _word: Any) -> Code:
    def write(_context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.cttz(given[0], cgutils.true_bit)

    return types.int64(types.int64), write


def _to_write_word(_typing: Any, _address: Any, _word: Any) -> Code:
    def write(context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        builder.store(given[1], builder.inttoptr(given[0], ir.IntType(64).as_pointer()), align=1)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), write


_pointer: Any = intrinsic(_to_pointer)
read_ahead: Any = intrinsic(_to_read_ahead)
"""Begin to bring an address into the cache, to be written soon."""
lowest_bit: Any = intrinsic(_to_lowest_bit)
"""The number of a word's lowest set bit; the word is not 0."""
write_word: Any = intrinsic(_to_write_word)
"""Write eight bytes at any address."""


@njit(cache=True, nogil=True)
def columns_at(table: Array, segment: Number) -> Columns:
    """The columns of a segment."""
    row = table[segment]
    return Columns(
        carray(_pointer(row[2]), (row[3],), np.int64), carray(_pointer(row[4]), (row[5],), np.uint32),
        carray(_pointer(row[6]), (row[7],), np.uint32), carray(_pointer(row[8]), (row[9],), np.int64),
        carray(_pointer(row[10]), (row[11],), np.uint32), carray(_pointer(row[12]), (row[13],), np.uint32),
        carray(_pointer(row[14]), (row[15],), np.uint32), carray(_pointer(row[16]), (row[17],), np.uint32),
        carray(_pointer(row[18]), (row[19],), np.uint32),
    )  # fmt: skip
