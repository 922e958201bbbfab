"""Many workbooks → one: every form, every amount, every indicator, every fault, every file."""
