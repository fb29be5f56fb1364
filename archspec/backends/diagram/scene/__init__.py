"""A drawing once everything has its place, and how it is written in each form."""
