"""A password hasher for tests that are about something else; tests/accounts/test_hashing.py is about the real ones."""

from django.contrib.auth.hashers import MD5PasswordHasher


class QuickHasher(MD5PasswordHasher):
    """A fifth of a second less for each password that is set or checked."""

    algorithm = "quick"
