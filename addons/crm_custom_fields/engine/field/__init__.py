"""What a field is: its names, kinds, formulas, and its place in a view."""
