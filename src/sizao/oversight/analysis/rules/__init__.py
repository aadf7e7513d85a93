"""From the plain rows of an outbreak to its findings; plain Python and NumPy, no clock, no table."""

from sizao.oversight.analysis.rules.analysing import analyse, chosen_basis, headline

__all__ = ["analyse", "chosen_basis", "headline"]
