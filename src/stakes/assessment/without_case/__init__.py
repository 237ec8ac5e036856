"""A choice of which there are draws alone, and no files: as findings that the page can show."""
