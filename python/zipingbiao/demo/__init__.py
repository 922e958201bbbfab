"""``zpb demo``: a folder to play with: workbooks of some units, with faults that are known."""
