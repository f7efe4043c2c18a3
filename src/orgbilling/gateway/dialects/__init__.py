"""What providers say in their answers, as data: a file a family, and one reader for all of them."""
