"""Studies as they are written, and what is wrong with them before anything is trained; no torch."""
