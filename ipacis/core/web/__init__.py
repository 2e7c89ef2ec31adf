"""What stands between the site and the web: requests, answers, addresses, checks of the environment."""
