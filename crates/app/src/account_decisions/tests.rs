//! Decisions on accounts and roles through the use cases.
