"""Speak to the server: prepare fields, upload, load, reconcile, undo."""
