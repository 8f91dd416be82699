"""The rooms behind ./scripts/dev: what sets up, runs and checks this project."""
