"""A filled form of any layout becomes a layout: its sheet emptied, tags where values stood."""
