"""Sheets of several workbooks become sheets of one, with all that hangs on them.

What only a whole workbook can have does not come along: pivot tables become plain cells, macros
stay behind, and a formula that reads a sheet which is left behind becomes its value. All of that
is told.
"""
