"""What the cases of an incident say together: curve, generations, who infects how many, intervals, R over time, attack rates, gaps.

It keeps nothing and counts anew each time; every number comes with its method, its uncertainty and what was left out.
"""
