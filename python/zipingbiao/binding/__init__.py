"""合并成册：all forms as sheets of one workbook, with a page of contents, and as PDF."""
