"""From records and the mapping file to rows that can be sent."""
