"""Workbooks that are no ``.xlsx``: ``.xls`` and ``.et``, ``.xlsb``, ``.ods`` and ``.fods``."""
