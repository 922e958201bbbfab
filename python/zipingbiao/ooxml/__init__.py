"""Workbooks as parts and sheets as sparse cells, in every format an agency sends."""
