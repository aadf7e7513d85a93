"""Open risk (风险见底): what of an incident is not done yet, by list, each line with its reason and the seat that must act.

Every number is the length of the list behind it.
"""
