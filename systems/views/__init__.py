"""The forms and fragments that edit the map."""
