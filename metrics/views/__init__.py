"""Pages of metrics: check-in, first numbers, one metric."""
