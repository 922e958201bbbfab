"""Scoring: what each number should be, and why. Standard library only."""
