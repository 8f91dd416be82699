"""PostgreSQL, the databases that tests copy, and the demonstration in them."""
