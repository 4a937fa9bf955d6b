"""Coverage: a map beside the framework it was made from, with the open prompts to answer there."""
