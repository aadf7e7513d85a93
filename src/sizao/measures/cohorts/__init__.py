"""Cohort rules: who was in an area in a span of days, what is asked of them, and who is known to be one of them.

A rule is proposed with its basis and approved by an authorised person; from then on every registration and every list that
arrives is held against it, and whom it matches is asked for by name with the reason.
"""
