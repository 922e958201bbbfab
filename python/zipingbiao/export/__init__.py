"""Forms as documents: each in its official look as Word, or as PDF through LibreOffice.

A form is filled into its layout as ever; what then stands on the sheet, with its merged cells,
widths, heights, fonts and page set-up, becomes a table of a Word document. Nothing is drawn twice.
"""
