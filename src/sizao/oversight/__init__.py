"""WHAT WE OWE: the board, reports and notices."""
