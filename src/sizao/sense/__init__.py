"""SIGNALS come in: what clinics, laboratories, hotlines, neighbours and sewers tell before anything is a case."""
