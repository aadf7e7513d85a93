"""Tools of the builders; nothing of them is part of the platform."""
