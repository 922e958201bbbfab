"""Fill compiled templates: contents in, workbooks out."""
