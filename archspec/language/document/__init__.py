"""What stands at the top of a file: from its tree to a `Spec`."""
