"""Python as syntax trees: made from words and values, and laid out as its formatters do."""
