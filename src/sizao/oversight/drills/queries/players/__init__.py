"""The machine players: each sees what its role would see, acts after its delay, as well as its skill allows, through the doors."""
