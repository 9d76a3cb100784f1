//! Categories: standard, normal, emergency.

pub(crate) mod cat_01_category;
