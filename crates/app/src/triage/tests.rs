//! Work on findings through the use cases.
