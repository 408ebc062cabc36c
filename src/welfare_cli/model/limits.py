"""The limits of files that wfc reads.

A million valid rows stay below all of them; wfc refuses a hostile file within seconds and in little memory.
`trust/test_hostile_shapes.py` and `trust/test_rows.py` test them.
"""

MEGABYTE = 1 << 20

# -- bytes ----------------------------------------------------------------------------------------------------

LIST = 1024 * MEGABYTE
"""A list in CSV. It is read line by line; a million cases with their texts take about 200 MB."""
STANDARD_INPUT = 128 * MEGABYTE
"""A list from standard input, which is kept in memory; a million contacts take about 80 MB."""
WORKBOOK = 128 * MEGABYTE
"""A compressed workbook; a million rows take about 40 MB."""
DOCUMENT = 32 * MEGABYTE
"""A document to verify, or an office's own form, with its pictures."""
PROFILE = 1 * MEGABYTE
"""An office's profile; the one that wfc ships takes 12 kB."""
SETTINGS = MEGABYTE // 16
"""The user's settings, which are five lines, and key files."""
TEXT = 1 * MEGABYTE
"""A text from an editor or a prompt, and a draft of a record."""

# -- lists ----------------------------------------------------------------------------------------------------

LINE = 1 << 20
"""The characters of a line of CSV."""
LINES = 10_000_000
"""The lines of a CSV file, blank ones too."""
BLANK = 1_048_576
"""Consecutive blank lines: no sheet of Excel has more lines."""
COLUMNS = 16_384
"""The columns of a list: no sheet of Excel has more."""

# -- workbooks ------------------------------------------------------------------------------------------------

SHEETS = 500
"""The sheets of a workbook."""
BOX = 4_000_000
"""The cells of the bounding box of a sheet's values, for which calamine allocates memory: about 130 MB."""
SPARSENESS = 4
"""A larger box needs at least one value for this number of cells."""
LARGEST_BOX = 40_000_000
"""The largest box: 38 columns of Excel's last line; it takes about 1.3 GB."""
MERGES = 100_000
"""The merged areas of a sheet."""
ROW = 32 * MEGABYTE
"""The XML of one row of a sheet."""
SPOILT = 10_000
"""The rows of a sheet that have errors or formulas without result."""
STRINGS = 200_000
"""The shared strings of a workbook; more only if it has as many cells."""
BOOK_XML = 16 * MEGABYTE
"""The XML that lists the sheets and the styles of cells."""

# -- packed files ---------------------------------------------------------------------------------------------

PARTS = 10_000
"""The parts of a ZIP file."""
UNPACKED = 2048 * MEGABYTE
"""The decompressed bytes of a ZIP file; a sheet that is full to Excel's last line has fewer."""
PART = 32 * MEGABYTE
"""The decompressed bytes of a part, whatever its compression ratio."""
RATIO = 100
"""The compression ratio of a larger part; lists of people have 10 to 30."""

# -- documents ------------------------------------------------------------------------------------------------

TAGS = 300_000
"""The XML tags of a Word file; a report of fifty pages has 40,000."""
SPANS = 20_000
"""The columns that cells of a Word file span in total; Word allows 63 in a table."""
CONTINUED = 2000
"""The cells of a Word file that continue the one above."""
MARKUP = 1_000_000
"""The characters of a page in HTML, pictures included."""
CHARACTERS = 500_000
"""The characters of a document to verify, 300 printed pages."""
PAGES = 1000
"""The pages of a PDF."""
PAGE = 2 * MEGABYTE
"""The bytes of the instructions that draw a page of a PDF."""

# -- TOML -----------------------------------------------------------------------------------------------------

DEPTH = 16
"""The parts of a dotted key in TOML."""

# -- what is wrong --------------------------------------------------------------------------------------------

SHOWN = 20
"""The printed problems of one rule; wfc counts the others."""
WRONG = 1000
"""After this number of problems, wfc keeps no further rows: it refuses the file anyway."""
