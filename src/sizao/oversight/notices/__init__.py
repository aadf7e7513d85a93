"""Public notices: numbered per area and year, issued once, superseded by later ones, kept as an archive."""
