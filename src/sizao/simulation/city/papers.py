"""What people can be known by: invented documents, telephone numbers and names that nobody living can hold.

A document passes every check of GB 11643 but begins with a region that does not exist; a telephone number begins with a
segment that no operator has; a name begins with 虚, which says that it is made up.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sizao.kernel.documents import CHECK_CHARACTERS, SYNTHETIC_REGION, WEIGHTS
from sizao.kernel.phones import CHINA, SYNTHETIC_PREFIX
from sizao.simulation.city.figures import Array
from sizao.simulation.city.types import City

FAMILY_NAME = "虚"
GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥乾坤震巽坎离艮兑金木水火土角亢氐房心尾箕斗牛女危室壁奎娄胃昴毕觜参井鬼柳星张翼轸"
"""Sixty-two characters of counting, none of them twice: stems, branches, trigrams, elements and lunar mansions."""
GIVEN_LENGTH = 4
YEAR_DAYS = 365
ORDERS = 500
"""Order numbers of one day and sex."""
SCATTERED = 77_773
"""Has no factor in common with the papers of a year, so that the papers of different people differ."""
PHONE_SCATTERED = 7_654_321
PHONES = 10**8


def document(city: City, person: int) -> str:
    """The invented document number of one person, counted from 0."""
    return str(documents(city, np.array([person]))[0])


def name(person: int) -> str:
    """The invented name of one person, counted from 0."""
    return str(names(np.array([person]))[0])


def phone(city: City, person: int) -> str | None:
    """The invented telephone number of one person, counted from 0; ``None`` for those without."""
    found: str | None = phones(city, np.array([person]))[0].as_py()
    return found


def born(city: City, persons: Array) -> tuple[Array, Array, Array]:
    """Year, month and day of birth: the age is right on the city's first day; nobody is born on 29 February."""
    day = city.serial[persons].astype(np.int64) * SCATTERED % (YEAR_DAYS * ORDERS) // ORDERS
    usual = np.datetime64("2021-01-01") + day
    month = usual.astype("datetime64[M]").astype(np.int64) % 12 + 1
    of_month = (usual - usual.astype("datetime64[M]")).astype(np.int64) + 1
    first: date = city.spec.first_day
    to_come = (month > first.month) | ((month == first.month) & (of_month > first.day))
    return first.year - city.age[persons].astype(np.int64) - to_come, month, of_month


def documents(city: City, persons: Array) -> pa.Array:
    """Invented citizen numbers with a right check character; those of different people differ."""
    year, month, day = born(city, persons)
    order = city.serial[persons].astype(np.int64) * SCATTERED % (YEAR_DAYS * ORDERS) % ORDERS * 2 + city.sex[persons]
    number = ((int(SYNTHETIC_REGION) * 10_000 + year) * 100 + month) * 100 + day
    digits = _digits(number * 1000 + order, len(WEIGHTS))
    check = np.frombuffer(CHECK_CHARACTERS.encode(), np.uint8)[digits @ np.array(WEIGHTS) % 11]
    return _texts(np.column_stack([digits + ord("0"), check]))


def phones(city: City, persons: Array) -> pa.Array:
    """Invented mobile numbers in the normal form; null for those without a telephone."""
    digits = _digits((persons.astype(np.int64) + 1) * PHONE_SCATTERED % PHONES, 8) + ord("0")
    prefix = np.frombuffer((CHINA + SYNTHETIC_PREFIX).encode(), np.uint8)
    every = _texts(np.column_stack([np.broadcast_to(prefix, (len(persons), len(prefix))), digits]))
    return pc.if_else(pa.array(city.has_phone[persons]), every, pa.scalar(None, pa.string()))


def names(persons: Array) -> pa.Array:
    """Invented names, each person another."""
    signs = np.frombuffer("".join((FAMILY_NAME, GIVEN)).encode(), np.uint8).reshape(-1, 3)
    given = _digits(persons.astype(np.int64), GIVEN_LENGTH, len(GIVEN)) + 1
    columns = np.column_stack([np.zeros(len(persons), np.int64), given])
    return _texts(signs[columns].reshape(len(persons), 3 * (1 + GIVEN_LENGTH)))


def _digits(number: Array, length: int, base: int = 10) -> Array:
    """The digits of each number, one a column."""
    powers = base ** np.arange(length - 1, -1, -1, dtype=np.int64)
    return np.asarray(number[:, None] // powers[None, :] % base)


def _texts(signs: Array) -> pa.Array:
    """One text a row from bytes of equal number."""
    count, length = signs.shape
    offsets = np.arange(count + 1, dtype=np.int32) * length
    content = np.ascontiguousarray(signs, np.uint8)
    return pa.Array.from_buffers(pa.string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(content)])
