"""The set-up as a file: read, written, compared."""
