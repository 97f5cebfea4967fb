"""What a document says: its numbers, its arrays and its statements, and the words around them."""
