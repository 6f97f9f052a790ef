"""Drives JupyterLab in a real browser: pictures of notebooks, and the browser test. Needs only Playwright and Chromium."""
