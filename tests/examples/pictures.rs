//! Draws the pictures of the README, the guide and `PERFORMANCE.md`: `cargo run --example pictures`.

use std::fs;

use toggl_me_tests::pictures;

fn main() -> std::io::Result<()> {
    let root = pictures::root();
    let performance = fs::read_to_string(root.join("PERFORMANCE.md"))?;
    for (path, picture) in pictures::all(&performance) {
        fs::write(root.join(path), picture)?;
        println!("{path}");
    }
    Ok(())
}
