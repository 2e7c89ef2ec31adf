"""The lines of the log, and who writes them."""
