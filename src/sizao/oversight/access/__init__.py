"""Who may enter, and who looked at whom: signing in, the accounts, and the access log as auditors read it."""
