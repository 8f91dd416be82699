"""The machine: its packages, Python and Node, processes, paths, what is printed."""
