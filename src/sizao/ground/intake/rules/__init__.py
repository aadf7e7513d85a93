"""How a file's bytes, headings and cells are judged: plain functions, no clock, no files, no database."""
