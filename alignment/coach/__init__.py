"""The statement coach: word lists, elements, rule features and a small model (alignment.md section 4)."""
