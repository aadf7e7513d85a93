"""WHAT WE DO: follow-up, screening and zones."""
