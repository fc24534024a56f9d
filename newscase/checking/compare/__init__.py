"""Find the first difference between an answer and the right one, without words."""
