"""Graph to output: each back end in a folder of its own, none knowing another."""
