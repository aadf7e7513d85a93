"""Schema history of the cases room."""
