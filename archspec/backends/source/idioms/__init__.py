"""What people write for what is done here by modules and functions of our own."""
