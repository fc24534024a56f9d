"""Check the structure of what students make on their own, where no one value is expected."""
