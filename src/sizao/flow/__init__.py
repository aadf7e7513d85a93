"""The story of one incident, step by step: the only code that knows two rooms at once."""
