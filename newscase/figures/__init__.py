"""Draw a figure with its title, alternative text, caption and data, in one look."""
