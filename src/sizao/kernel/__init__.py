"""The ground floor: plain Python that every room may use and that knows none of them.

Area codes, identifiers, periods, decisions, editions, events and errors; no Django, no I/O at import, no clock.
"""
