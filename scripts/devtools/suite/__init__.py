"""The whole test run: what there is, how long it takes, and what runs beside what."""
