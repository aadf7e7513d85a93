"""Template tags of the pages kit."""
