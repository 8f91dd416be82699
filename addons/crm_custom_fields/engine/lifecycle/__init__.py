"""Values that move on: other types, fields taken over, places of use."""
