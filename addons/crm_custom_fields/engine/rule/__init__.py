"""Rules: what a record has to fulfil, and how that is judged."""
