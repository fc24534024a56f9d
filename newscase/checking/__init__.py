"""Judge one answer of a student: read it, compare it, find the known mistake, and say it in a sentence."""
