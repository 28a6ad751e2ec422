"""Wire-level fakes: platforms that answer over a real port, as strictly as the documents allow."""
