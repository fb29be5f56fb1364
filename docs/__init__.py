"""The documentation, and below `docs.make` the program that writes what of it can be made."""
