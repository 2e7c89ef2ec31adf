"""The schemas of the data as files: JSON Schema for JSON, CSVW metadata for tables."""
