"""How records are said in the words of other systems; plain Python."""
