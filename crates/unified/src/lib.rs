//! Nothing: this crate only asks for features of dependencies, so that every choice of packages is built with
//! the same ones.
