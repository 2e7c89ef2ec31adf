"""Django's PostgreSQL backend with short time-outs, for a server that stops, hangs and restarts."""
