"""Text in a cell ⇄ a value: numbers, labels, and what a number looks like to a person.

Standard library only: the worksheet functions must start at once.
"""
