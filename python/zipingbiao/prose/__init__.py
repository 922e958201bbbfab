"""Running text in Chinese, as statements: what is told in numbers, and of what.

`figures` finds the numbers, `statements` says what each stands for, `passages` keeps them by
paragraph. A number whose reading is uncertain makes no statement. Only the standard library, the
rooms below, and the words in ``templates/words/prose.toml``.
"""
