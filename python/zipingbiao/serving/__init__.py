"""``zpb serve``: a page in the browser, for one user on one machine, that needs no network.

Nothing is decided here: the page's buttons call what the command line calls.
"""
