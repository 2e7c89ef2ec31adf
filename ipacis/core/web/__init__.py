"""HTTP: middleware, absolute addresses, ETags, the shared cache, outages, and system checks of the environment."""
