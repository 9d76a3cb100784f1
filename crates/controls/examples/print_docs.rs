//! Prints `docs/controls.md` to standard output; `cargo xtask docs` writes it.

fn main() {
    print!("{}", changeproof_controls::docs::markdown());
}
