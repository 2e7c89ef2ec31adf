"""Accounts of editors: sign-in, passwords, second factors, sessions, and the audit log of these."""
