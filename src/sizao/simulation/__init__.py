"""A synthetic city and an epidemic in it, in plain Python and arrays: no database, no Django, no clock.

It knows nothing of the platform. ``oversight/drills`` plays it against the platform's real doors; the bench and the
command line read its files.
"""
