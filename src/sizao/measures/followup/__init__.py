"""Follow-up of approved contacts: the plan an edition asks for, its daily checks and tests, and release.

A plan begins when a contact is approved; each phase, check and test day comes from the edition; release is a decision
with its clause, extension an explicit one with its reason.
"""
