"""Logging: the format of lines, the access log and the audit log."""
