"""CASES and their past: cases, exposures, contacts and trace runs."""
