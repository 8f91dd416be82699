"""Read the file as it is: cells, faults, and where the header stands."""
