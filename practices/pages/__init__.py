"""The pages of curation: the queue, the desk of one practice, the editor, history, files."""
