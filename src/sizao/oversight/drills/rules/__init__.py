"""The rules of drills: what a scenario file must say, and the arithmetic of scores."""
