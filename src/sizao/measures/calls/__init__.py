"""Calls to contacts: a work-list shared evenly among callers, a script, tries that climb a ladder, and a hand-over at its end.

Numbers are masked; the one who has a call in hand opens its number through the vault, and for that call alone.
"""
