"""What is kept of each thing: states of publication, days, addresses, corrections, merging."""
