"""The one inbox where signals of every channel arrive, are told apart, scored, given to an owner and closed with a verdict.

A signal is not a case: it says that somebody should look, and only a person's decision makes it part of an incident.
"""
