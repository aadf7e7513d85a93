"""WHO, WHERE and WHO IS IN CHARGE: registry, identity, presence, command, editions and intake."""
