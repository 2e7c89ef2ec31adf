"""Files: uploads, pictures, tables to import, and the permissions of the SQLite database."""
