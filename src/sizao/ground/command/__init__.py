"""Who is in charge: headquarters and their work-groups, the state of each area, incidents with their clock, and tasks.

An incident's clock is computed from the edition in force and from marks; nothing on it is typed in twice.
"""
