"""Pages and fragments of reviews and comments."""
