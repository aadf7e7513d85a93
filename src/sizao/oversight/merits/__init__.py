"""The merit record of grid, building and unit chiefs: what the platform knows that they did, beside their hours and load.

No figure is typed. A merit is proposed with evidence and approved by somebody else; chiefs read their own record and may object.
"""
