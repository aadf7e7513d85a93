"""The interview of a case: a guided form beside a call, saved with every keystroke, kept in versions, reviewed by a second
person, printed as the official report. What is approved goes into the case through the flow; nothing here changes a case.
"""
