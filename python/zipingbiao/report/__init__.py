"""What is done with findings: told in four faces, mended, ignored, compared with earlier ones."""
