"""The command board: everyone's own work, the wall screen, an incident at any moment, and the map. It keeps nothing itself."""
