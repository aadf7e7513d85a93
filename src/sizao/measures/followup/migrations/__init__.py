"""Schema history of the follow-up room."""
