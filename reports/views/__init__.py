"""Findings and actions: from what was found to who does what by when."""
