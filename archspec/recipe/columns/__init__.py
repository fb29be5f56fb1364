"""What a file of samples holds, told by its first bytes."""
