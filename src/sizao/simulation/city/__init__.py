"""Who lives in the synthetic city, where they go, and when."""
