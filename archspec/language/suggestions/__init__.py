"""What was meant: words of other frameworks, fields in the wrong place, missing blanks."""
