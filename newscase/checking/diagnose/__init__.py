"""Find which known mistake an answer is."""
