"""Rules by which lists of people to be asked are made: in versions, each with what it spared and how true its lists were.

Whoever tightens a rule sees before it holds whom the last weeks' lists would have lost, and how many of those were true.
"""
