"""A text → a clause as data, or the words at which the reading stopped.

In the order in which a text goes through them:

- `lexer` cuts it into tokens: numbers and the words of `words`; a `reader` walks along them and
  remembers which ones were used.
- `scan` finds the `phrases`: points and their bounds (`awards`), `steps`, numbers that are compared
  (`thresholds`, and against the target or last year: `conditions`), `formulas`.
- `gather` ties them to rules and what bounds them, a `statement`; `joining` makes two thresholds
  one.
- `parser` tells what kind of clause these make and leaves it to one of the `compose_…`; names,
  units and scales are in `parts`, where steps begin in `starts`, 无投诉 as a count in `noughts`,
  what a name tells in `names`.

A word of the grammar that nothing has used refuses the clause.
"""
