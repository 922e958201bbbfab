"""Drawing the official forms as templates: one module a layout."""
