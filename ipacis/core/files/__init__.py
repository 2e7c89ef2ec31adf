"""Files: uploads, pictures, and tables that people bring."""
