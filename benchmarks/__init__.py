"""Speed as ratios against a baseline measured in the same run (see docs/decisions). Run as `./bench`."""
