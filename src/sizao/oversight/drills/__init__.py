"""Drills: a synthetic outbreak played against the platform's real doors by people and by the machine, and scored afterwards.

A drill has a database, a folder and a clock of its own; what stays after it is its report, without people.
"""
