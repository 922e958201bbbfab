"""What the field knows, each truth once: totals, levels, deductions, comparisons, years, wording.

Reading, scoring, rules and merging ask here; nobody else holds a word of the field. Only the
standard library and the rooms below: worksheet functions start with it.
"""
