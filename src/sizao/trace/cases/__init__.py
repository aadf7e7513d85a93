"""Cases and their past: who is ill, where they were, whom they met, and what the edition in force makes of it.

A case carries its dates, place-time rows and classification; exposures are edges between people and places; a contact
is a person whom somebody proposed from such an edge and an authorised person approved or rejected.
"""
