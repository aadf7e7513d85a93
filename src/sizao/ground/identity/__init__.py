"""The vault: the only room that holds names, document numbers, phones and street addresses, encrypted per person.

Whoever needs a person elsewhere holds a number; the name is shown through one door, which writes down who looked and why.
"""
