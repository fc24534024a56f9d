"""Find which known mistake an answer is: a recorded slip, or a family of common mistakes."""
