//! Prints `ui/src/ipc/bindings.ts` to standard output; `cargo xtask bindings` writes it.

fn main() {
    print!("{}", changeproof_app::wire::bindings::typescript());
}
