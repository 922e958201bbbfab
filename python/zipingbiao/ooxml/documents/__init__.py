"""Documents as sheets: Word and web documents whose tables hold forms.

A document becomes one sheet: its tables in order, the paragraphs between them as rows of one
cell. `blocks` is what every kind of document is read into, `laying` makes a sheet of that.
"""
