"""Drills as installations of their own: a database beside the real one, a folder, a clock, and two processes (decision 21)."""
