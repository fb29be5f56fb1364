"""A picture as DOT, and what Graphviz draws of it."""
