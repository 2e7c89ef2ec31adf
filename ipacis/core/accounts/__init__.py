"""Accounts of editors: sign-in, passwords, second factors, sessions, and what the log tells of them."""
