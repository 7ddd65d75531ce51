"""The doors: each asks the same questions and holds no rules."""
