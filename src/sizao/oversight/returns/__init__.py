"""Daily and zero returns (日报、零报告): what every reporting unit owes by its cut-off, filed once, nil said, missing alarmed.

A number the platform can count is never typed; a correction is a new revision; the roll-up counts each unit once.
"""
