"""The site: the course as web pages, and as a JupyterLite that runs it in a browser."""
