"""Plain Python of the migration: what a target is, which rows wait for which."""
