"""How the list of large places was made."""
