"""The spreadsheet program as host: ribbon commands and worksheet functions through xlwings."""
