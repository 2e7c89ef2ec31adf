"""The search index: one entry for each row that readers can find, with its words in all languages."""
