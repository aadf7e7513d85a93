"""Draws that depend on what is asked and on nothing else: a number for a seed, a subject and a purpose.

A generator's next number depends on how many were drawn before, hence on how the work was divided. Here each person,
household and place has numbers of its own (the mixer of splitmix64 over a counter), so a city is the same on one
processor and on sixty-four.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numba import njit

from sizao.kernel.loops import kept

Array: TypeAlias = "np.ndarray[Any, Any]"
Number: TypeAlias = Any

_GOLD = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0xD1B54A32D192ED03)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 1.0 / 9007199254740992.0


@njit(nogil=True)
def mixed(word: Number) -> Number:
    """A word whose every bit depends on every bit of the given one."""
    word = (word ^ (word >> _S30)) * _FIRST
    word = (word ^ (word >> _S27)) * _SECOND
    return word ^ (word >> _S31)


@njit(nogil=True)
def key_of(seed: Number, stream: Number) -> Number:
    """The key of one purpose under a seed."""
    return mixed(mixed(np.uint64(seed) * _GOLD) + np.uint64(stream) * _STEP)


@njit(nogil=True)
def draw(key: Number, subject: Number, turn: Number) -> Number:
    """A number in [0, 1) for a subject; each turn is another."""
    word = mixed(key + np.uint64(subject) * _GOLD)
    return (mixed(word + np.uint64(turn) * _STEP) >> _S11) * _UNIT


@kept
def _filled(seed: Number, stream: Number, first: Number, turn: Number, found: Array) -> None:
    key = key_of(seed, stream)
    for at in range(len(found)):
        found[at] = draw(key, first + at, turn)


def uniform(seed: int, stream: int, count: int, turn: int = 0, first: int = 0) -> Array:
    """Numbers in [0, 1) for the subjects ``first`` to ``first + count``."""
    found = np.empty(count, np.float64)
    _filled(seed, stream, first, turn, found)
    return found


def normal(seed: int, stream: int, count: int) -> Array:
    """Standard normal numbers (Box and Muller), one for each subject."""
    one, other = uniform(seed, stream, count, 0), uniform(seed, stream, count, 1)
    return np.asarray(np.sqrt(-2.0 * np.log1p(-one)) * np.cos(2.0 * np.pi * other))


def shuffled(seed: int, stream: int, count: int) -> Array:
    """The numbers 0 to ``count`` in an order drawn by seed."""
    return np.argsort(uniform(seed, stream, count), kind="stable")


def chosen(shares: Array, draws: Array) -> Array:
    """Which of several shares each draw falls into."""
    bounds = np.cumsum(shares) / np.sum(shares)
    return np.minimum(np.searchsorted(bounds, draws, side="right"), len(shares) - 1)
