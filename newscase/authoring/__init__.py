"""What authors use: statements for solution notebooks, and the build of all files that are made from them."""
