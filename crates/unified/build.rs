//! Nothing: it is here so that dependencies of build scripts have the same features too.
fn main() {}
