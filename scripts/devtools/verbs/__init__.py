"""One module a verb; each has HELP, add_arguments() and main()."""
