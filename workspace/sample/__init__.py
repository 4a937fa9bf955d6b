"""The sample business: Marlow Ads School, a course seller that is busy and does not yet change enough."""
