"""Wiring only: settings, the table of rooms, URLs, the API, the command line and the worlds."""
