"""Which scopes are instances of one class, and what its parameters are."""
