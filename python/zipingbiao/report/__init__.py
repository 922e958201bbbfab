"""What is done with findings: told in four faces, mended, suppressed, compared with earlier ones."""
