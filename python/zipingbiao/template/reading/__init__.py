"""Find the forms on anybody's sheets, and read them."""
