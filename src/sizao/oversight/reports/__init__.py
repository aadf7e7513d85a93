"""The day's report: every figure counted from the ledgers at a cut-off, frozen when it is filed, printed as Word, Excel and PDF.

A number is never typed here; a correction is a new revision beside the old one.
"""
