"""Start: from a name and a sentence to a first map in three steps. Owns no table; writes through its actions."""
