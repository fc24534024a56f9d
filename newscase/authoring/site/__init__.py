"""The reading site: the course as web pages, which need nothing from anywhere else."""
