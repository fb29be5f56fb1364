"""A compiler from a YAML file that says what a neural network is to PyTorch, diagrams and runs."""

__version__ = "0.1.0"
