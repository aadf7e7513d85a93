"""Reading scenarios, and playing them: the doors of the platform, the hidden truth, the players, the score, the report."""
