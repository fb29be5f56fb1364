"""What is drawn: boxes with rows, frames and edges, as deep as somebody wants to read."""
