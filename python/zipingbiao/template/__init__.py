"""The template engine: one Excel template fills forms and reads them back."""
