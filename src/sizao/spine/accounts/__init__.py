"""Who may come in, under which role and for which area; signing in with a second factor; clients of the API."""
