//! The pictures of the README, the guide and `PERFORMANCE.md`, as SVG.
//!
//! Each is drawn once, for light and dark. By itself it follows the reader's system, on a background of its own, so that a page
//! of the other kind cannot make it unreadable. Within a page of rustdoc it takes the colours of the page's theme.

mod charts;
mod diagrams;
mod svg;

use std::path::{Path, PathBuf};

/// Returns the path of each picture below the repository's root, and its contents. The charts show the tables of
/// `performance`, which is the text of `PERFORMANCE.md`, and what the [board of buttons](crate::buttons) spends.
///
/// # Panics
///
/// Panics when a table that a chart shows is missing, or does not consist of figures.
pub fn all(performance: &str) -> [(&'static str, String); 5] {
    [
        ("core/src/guide/way_of_a_call.svg", diagrams::way_of_a_call()),
        ("core/src/guide/states_of_a_call.svg", diagrams::states_of_a_call()),
        ("tests/pictures/buttons.svg", charts::buttons()),
        ("tests/pictures/times.svg", charts::times(performance)),
        ("tests/pictures/footprint.svg", charts::footprint(performance)),
    ]
}

/// Returns the repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
