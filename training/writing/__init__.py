"""Trains the adapter of the writer."""
