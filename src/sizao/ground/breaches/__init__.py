"""Files on duties that were not kept: opened on evidence, told to whoever answers for the duty, found only after their answer.

Who opens a file does not decide it, an appeal is decided by a third person, and no finding is heavier than what was told.
"""
