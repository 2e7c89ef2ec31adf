"""Texts: labels in every language, rich text, and keys by which words are compared."""
