"""LibreOffice as a second host: an xlwings engine over UNO, and what commands need beyond it.

`connection.connect` gives an `xw.App`; from there on commands do not know which program it is.
"""
