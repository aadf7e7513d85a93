"""The demonstration city: a hundred thousand synthetic people of Wuxi in the second week of an outbreak, played up to now."""
