"""Edit a workbook part by part; what is not edited stays as it was, byte for byte."""
