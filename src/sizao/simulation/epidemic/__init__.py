"""How a disease goes through the synthetic city, and what holds it back."""
