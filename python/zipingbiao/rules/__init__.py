"""The checker: rules that look at forms, and what they find."""
