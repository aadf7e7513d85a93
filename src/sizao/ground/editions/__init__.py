"""Protocol editions as officials read them: which rules are in force here and now, what they say, and what changed."""
