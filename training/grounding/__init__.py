"""Pairs of documents and claims, made untrue on purpose."""
