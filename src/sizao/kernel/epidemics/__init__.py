"""Statistics of outbreaks on plain numbers: offspring, delays, reproduction, proportions, reporting delay.

Nothing here knows a case, a place or a page: numbers go in, estimates with their uncertainty come out. Every function
names the paper it follows; the tests hold the results against those of the authors' own software.
"""
