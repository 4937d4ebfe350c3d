//! Tests that the pictures show what the code does and what the tables say.

use std::fs;

use toggl_me_tests::pictures;

#[test]
fn pictures_are_as_they_are_drawn() {
    let root = pictures::root();
    let performance = fs::read_to_string(root.join("PERFORMANCE.md")).expect("it is there");
    for (path, picture) in pictures::all(&performance) {
        let there = fs::read_to_string(root.join(path)).unwrap_or_default();
        assert!(there == picture, "{path} is not up to date: `cargo run --example pictures` draws it");
        // An empty line would end the picture in Markdown.
        assert!(!picture.contains("\n\n"), "{path} has an empty line");
    }
}
