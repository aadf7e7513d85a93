"""Testing: sampling points, rounds, samples of people, goods and places, and results that a second person releases.

A pooled tube is one sample of several people; every count is a sum over samples.
"""
