"""Sizao (四早): a command platform for epidemic prevention and control, from the first signal to the last released person."""

__version__ = "0.1.0"
