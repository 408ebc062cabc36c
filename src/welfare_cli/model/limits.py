"""How much of a file from elsewhere wfc reads: we set the limits, not the file.

A million good rows pass all of them; a file whose shape is hostile is refused within seconds, in little memory. They
are tried in `tests/leaks/test_hostile_shapes.py` and `trust/test_rows.py`.
"""

MEGABYTE = 1 << 20

# -- bytes ----------------------------------------------------------------------------------------------------

LIST = 1024 * MEGABYTE
"""A list in CSV. It is read line by line; a million cases with their texts take about 200 MB."""
STANDARD_INPUT = 128 * MEGABYTE
"""A list from standard input, which has to be kept in memory; a million contacts take about 80 MB."""
WORKBOOK = 128 * MEGABYTE
"""A workbook as it is packed; a million rows take about 40 MB."""
DOCUMENT = 32 * MEGABYTE
"""A document to verify, or an office's own form, with its pictures."""
PROFILE = 1 * MEGABYTE
"""An office's profile; the one that wfc ships takes 12 kB."""
SETTINGS = MEGABYTE // 16
"""The user's own settings, which are five lines, and files of keys."""
TEXT = 1 * MEGABYTE
"""A text that somebody writes into an editor or a prompt, and a draft of a record."""

# -- lists ----------------------------------------------------------------------------------------------------

LINE = 1 << 20
"""The characters of a line of CSV, up to the next line end."""
LINES = 10_000_000
"""The lines of a CSV file, blank ones too."""
BLANK = 1_048_576
"""The blank lines one after another: no sheet of Excel has more lines."""
COLUMNS = 16_384
"""The columns of a list: no sheet of Excel has more."""

# -- workbooks ------------------------------------------------------------------------------------------------

SHEETS = 500
"""The sheets of a workbook."""
BOX = 4_000_000
"""The cells of the rectangle around all the values of a sheet, for which memory is reserved: about 130 MB."""
SPARSENESS = 4
"""A larger rectangle has at least one value in so many cells."""
LARGEST_BOX = 40_000_000
"""A sheet that is full to Excel's last line has so many cells in 38 columns; they take about 1.3 GB."""
MERGES = 100_000
"""The merged areas of a sheet."""
ROW = 32 * MEGABYTE
"""The XML of one row of a sheet."""
SPOILT = 10_000
"""The rows of a sheet with errors or formulas without result."""
STRINGS = 200_000
"""The texts that a workbook keeps apart from its cells; more of them only where it has as many cells."""
BOOK_XML = 16 * MEGABYTE
"""The XML that says which sheets there are, and how cells look."""

# -- packed files ---------------------------------------------------------------------------------------------

PARTS = 10_000
"""The parts of a packed file."""
UNPACKED = 2048 * MEGABYTE
"""The bytes of a packed file, unpacked; a sheet that is full to Excel's last line has fewer."""
PART = 32 * MEGABYTE
"""The bytes of a part that are allowed whatever its compression ratio."""
RATIO = 100
"""A larger part is at most so many times as large as it is packed; lists of people are 10 to 30 times."""

# -- documents ------------------------------------------------------------------------------------------------

TAGS = 300_000
"""The XML elements of a Word file, begun and ended; a report of fifty pages has 40,000."""
SPANS = 20_000
"""The columns over which the cells of a Word file reach that span several; Word itself knows 63 in a table."""
CONTINUED = 2000
"""The cells of a Word file that continue the one above."""
MARKUP = 1_000_000
"""The characters of a page in HTML, pictures included."""
CHARACTERS = 500_000
"""The characters of a document to verify, 300 printed pages."""
PAGES = 1000
"""The pages of a PDF."""
PAGE = 2 * MEGABYTE
"""The instructions by which a page of a PDF is drawn."""

# -- TOML -----------------------------------------------------------------------------------------------------

DEPTH = 16
"""The parts of a dotted key in TOML."""

# -- what is wrong --------------------------------------------------------------------------------------------

SHOWN = 20
"""The problems of one kind that are printed; the others are counted."""
WRONG = 1000
"""With more problems than these, nothing more is kept of rows: the file is refused whatever follows."""
