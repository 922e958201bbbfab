"""What is built and installed: Excel's add-in, LibreOffice's extension, the kit for a bare PC."""
