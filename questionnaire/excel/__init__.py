"""How do people work on this in a spreadsheet, and how do we read what they send back?

One module per workbook, writing and reading side by side: `plan` and `scorecard`. Bytes in, bytes out. Under them
`cells` is the only writer of cells, `upload` the only opener of files, and `seal` tells us that a file is our own.
"""
