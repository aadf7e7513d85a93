"""Shared time joined to maximal periods: pieces of the same two people in one place that overlap or touch are one."""

from __future__ import annotations

import numpy as np
from numba import njit

from sizao.traceback.index.layout import TOUCHED, Array, Number, Row, Sheet, Terms
from sizao.traceback.index.meet import keep_tie, note


def in_order(pieces: Array) -> Array:
    """Pieces by person, carrier, place and start."""
    order = np.lexsort((pieces["start"], pieces["place"], pieces["via"], pieces["person"]))
    return pieces[order]


@njit(cache=True, nogil=True)
def join(pieces: Array, rank: Number, is_answer: Number, terms: Terms, sheet: Sheet) -> None:
    """Join the pieces of a rank and better, and note what lasts long enough.

    Args:
        pieces: in order.
        rank: pieces of a weaker rank are not there.
        is_answer: whether encounters are counted; else they only better the rank of persons who are listed already.
        terms: of the question.
        sheet: what is written on; ties have room for each piece.
    """
    at = 0
    while at < len(pieces):
        if pieces[at].rank > rank:
            at += 1
            continue
        head = pieces[at]
        start, until = head.start, head.until
        next_at = at + 1
        while next_at < len(pieces) and _same_pair(head, pieces[next_at]):
            if pieces[next_at].rank <= rank:
                if pieces[next_at].start > until:
                    break
                until = max(until, pieces[next_at].until)
            next_at += 1
        if until - start >= terms.minimum:
            _enter(head, start, until, rank, is_answer, terms, sheet)
        at = next_at


@njit(cache=True, nogil=True, inline="always")
def _same_pair(one: Row, other: Row) -> Number:
    return one.person == other.person and one.via == other.via and one.place == other.place


@njit(cache=True, nogil=True, inline="always")
def _enter(
    head: Row, start: Number, until: Number, rank: Number, is_answer: Number, terms: Terms, sheet: Sheet
) -> None:
    person = np.int64(head.person)
    if is_answer:
        counters = sheet.counters
        counters[TOUCHED] = note(
            sheet.record, sheet.touched, counters[TOUCHED], person, start, until, until - start, 1, rank
        )
        if terms.ties:
            keep_tie(sheet.ties, sheet.counters, person, head.via, head.place)
    else:
        sheet.record[person].rank = min(sheet.record[person].rank, rank)
