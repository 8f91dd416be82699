"""Rows of a table: their views, and what the chatter says of them."""
