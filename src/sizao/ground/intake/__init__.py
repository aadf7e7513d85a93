"""Intake: outside files become records of the platform, counted to the last row.

A file is read in a fenced child process, its columns and values are matched to the platform's own fields by alias
tables, every row is accepted, rejected with a reason or found a duplicate, and the receipt adds up or nothing enters.
"""
