"""Fields checked by models, and what is said where they do not fit."""
