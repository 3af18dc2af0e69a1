"""How the list of words for restoring capitals was made."""
