"""What students' code may do while a class is marked: bubblewrap, namespaces, system calls, limits."""
