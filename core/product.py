"""Which release this is. The image carries no pyproject.toml; a test compares."""

VERSION = "0.1.0"
