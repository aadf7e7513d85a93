"""Facts leave a room here: the event row and its delivery job are written in the transaction that made them true.

The event table is append-only and is the incident's timeline; handlers in ``flow`` hear every event at least once.
"""
