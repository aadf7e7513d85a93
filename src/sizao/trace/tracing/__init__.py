"""Trace runs: who shared place and time with a case, asked within the edition's window, for a purpose, on a legal basis.

Counts come before names; a code scan or an inferred position alone is a lead for a call and never a contact.
"""
