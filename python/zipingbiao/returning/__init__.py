"""The round of a review: what is sent back to whom, and what came of it."""
