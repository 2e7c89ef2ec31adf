"""Django's PostgreSQL backend with short time-outs, so that the site answers while the server is stopped or hangs."""
