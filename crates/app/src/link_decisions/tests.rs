//! Decisions on links through the use cases.
