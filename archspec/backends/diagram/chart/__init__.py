"""A picture as a flow chart: laid out, set in columns, as a U, fitted to a page."""
