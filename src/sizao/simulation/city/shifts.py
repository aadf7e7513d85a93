"""When people work or learn: compiled rules for one person and one day, the same whoever asks and in whatever order."""

from __future__ import annotations

from numba import njit

from sizao.simulation.city.draws import Number, draw
from sizao.simulation.city.sheet import Sheet
from sizao.simulation.city.types import DAY, PlaceKind, Role

FREE, BY_DAY, BY_NIGHT = 0, 1, 2
HOUR, MINUTE = 3600, 60
ROTA, SATURDAY, SHIFTS, OPENS, LATE, LONG = range(300, 306)
"""Turns of draws."""
PUPIL, STUDENT, WORKER, TEACHER, SERVICE = (
    int(each) for each in (Role.PUPIL, Role.STUDENT, Role.WORKER, Role.TEACHER, Role.SERVICE)
)
HEALTH, CARE, COLD, PORT, TRANSPORT = (
    int(each) for each in (Role.HEALTH_STAFF, Role.CARE_STAFF, Role.COLD_CHAIN, Role.PORT, Role.TRANSPORT)
)
KINDERGARTEN = int(PlaceKind.KINDERGARTEN)
NIGHT_BEGINS = 20 * HOUR
LONG_SHIFT = 12 * HOUR
NIGHT_ENDS = NIGHT_BEGINS + LONG_SHIFT - DAY
"""In seconds of the next day."""
ROTATING_HEALTH = 0.35
"""Share of health staff who take nights in turn; the others work by day from Monday to Friday."""


@njit(nogil=True)
def shift_of(sheet: Sheet, habits: Number, person: Number, day: Number, weekday: Number) -> Number:
    """Whether a person works on a day: not, by day, or by night.

    Args:
        sheet: The city.
        habits: The key of what does not change from day to day.
        person: Who.
        day: Counted from 0; -1 is the day before.
        weekday: 0 for Monday.
    """
    role = sheet.role[person]
    if sheet.daily[person] < 0:
        return FREE
    if role in (SERVICE, TRANSPORT):
        rest = (day + int(draw(habits, person, ROTA) * 7) + 7) % 7
        return FREE if rest == 0 or rest == 3 else BY_DAY
    if rotates(sheet, habits, person):
        return turn_of(day + int(draw(habits, person, ROTA) * 20), role)
    if weekday < 5:
        return BY_DAY
    if weekday == 5 and role == WORKER and draw(habits, person, SATURDAY) < sheet.saturday:
        return BY_DAY
    return FREE


@njit(nogil=True)
def rotates(sheet: Sheet, habits: Number, person: Number) -> Number:
    """Whether a person works days and nights in turn."""
    role = sheet.role[person]
    if role in (CARE, COLD, PORT):
        return True
    if role == HEALTH:
        return draw(habits, person, SHIFTS) < ROTATING_HEALTH
    return role == WORKER and draw(habits, person, SHIFTS) < sheet.shifts


@njit(nogil=True)
def turn_of(place: Number, role: Number) -> Number:
    """A day, a night and two days off; health staff two days, a night and two days off."""
    if role == HEALTH:
        at = (place + 5) % 5
        return BY_DAY if at < 2 else (BY_NIGHT if at == 2 else FREE)
    at = (place + 4) % 4
    return BY_DAY if at == 0 else (BY_NIGHT if at == 1 else FREE)


@njit(nogil=True)
def night_until(sheet: Sheet, person: Number) -> Number:
    """Until when yesterday's night shift keeps a person away from home, in today's seconds."""
    return NIGHT_ENDS + sheet.travel[person] * MINUTE


@njit(nogil=True)
def hours_of(sheet: Sheet, habits: Number, today: Number, person: Number, shift: Number) -> tuple[Number, Number]:
    """When the day's work or lessons begin and end, in seconds."""
    role, place = sheet.role[person], sheet.daily[person]
    if shift == BY_NIGHT:
        return NIGHT_BEGINS, NIGHT_BEGINS + LONG_SHIFT
    late = int((draw(today, person, LATE) - 0.6) * 12 * MINUTE)
    if role == PUPIL:
        return lessons_of(sheet.age[person], late)
    if role in (STUDENT, TEACHER):
        return 8 * HOUR + late, 16 * HOUR + 40 * MINUTE + late
    if rotates(sheet, habits, person):
        return 8 * HOUR, 20 * HOUR - 5 * MINUTE
    opens = 9.0 if role == SERVICE else 7.4
    begin = int((opens + 2.0 * draw(habits, place, OPENS)) * HOUR) + late
    return begin, begin + int((8.4 + 1.6 * draw(habits, place, LONG) + 0.6 * draw(today, person, LONG)) * HOUR)


@njit(nogil=True)
def lessons_of(age: Number, late: Number) -> tuple[Number, Number]:
    """A pupil's day by age."""
    if age < 6:
        return 8 * HOUR + 15 * MINUTE + late, 16 * HOUR + 30 * MINUTE + late
    if age < 12:
        return 7 * HOUR + 50 * MINUTE + late, 16 * HOUR + 10 * MINUTE
    if age < 15:
        return 7 * HOUR + 25 * MINUTE + late, 17 * HOUR + 30 * MINUTE
    return 7 * HOUR + 10 * MINUTE + late, 20 * HOUR + 30 * MINUTE


@njit(nogil=True)
def home_by(sheet: Sheet, habits: Number, today: Number, person: Number, shift: Number) -> Number:
    """When a person is home after the day's work; past midnight for a night shift, 0 for a free day."""
    if shift == FREE:
        return 0
    _begin, end = hours_of(sheet, habits, today, person, shift)
    return end + sheet.travel[person] * MINUTE
