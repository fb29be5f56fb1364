"""The way down the layers of a file."""
