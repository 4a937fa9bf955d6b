"""The alignment engine: pure functions over plain data, standard library and numpy only (alignment.md)."""
