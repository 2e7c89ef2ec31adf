"""Django's PostgreSQL backend for a server that may go, freeze and come back."""
