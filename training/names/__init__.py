"""How the reader of names was trained."""
