"""The tutorial: steps with reasons, prose from templates, documents in every format."""
