"""Images, fonts and music of themes, vetted by a child process."""
