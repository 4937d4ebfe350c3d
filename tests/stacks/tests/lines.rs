//! Tests that `src/lib.rs` states the right numbers of lines of code.

use std::fs;
use std::path::Path;

fn lines_of_code(file: &Path) -> usize {
    let text = fs::read_to_string(file).expect("a stack's source");
    let lines = text.lines().map(str::trim_start);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//")).count()
}

#[test]
fn every_stack_is_as_long_as_is_stated() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let front_page = fs::read_to_string(source.join("lib.rs")).expect("the front page");
    let modules: Vec<&str> =
        front_page.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(modules.len(), 7);
    for module in modules {
        let row = front_page.lines().find(|line| line.starts_with(&format!("//! | [`{module}`] |")));
        let stated = row.and_then(|row| row.split('|').nth(3)?.trim().parse().ok());
        assert_eq!(stated, Some(lines_of_code(&source.join(format!("{module}.rs")))), "{module}");
    }
}

#[test]
fn reqwest_takes_no_more_than_forty_and_thirty_without_threads() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert!(lines_of_code(&source.join("reqwest_blocking.rs")) <= 40);
    assert!(lines_of_code(&source.join("reqwest_tokio.rs")) <= 30);
}

/// The guide shows them as text, because nothing that compiles the guide has reqwest.
#[test]
fn the_guide_shows_the_reqwest_adapter_as_it_is() {
    let stacks = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(stacks.join("../../core/src/guide/your_own_stack.md")).expect("the chapter");
    for file in ["reqwest_blocking.rs", "reqwest_tokio.rs"] {
        let code = fs::read_to_string(stacks.join("src").join(file)).expect("a stack's source");
        assert!(guide.contains(&format!("```rust,ignore\n{code}```")), "{file}");
    }
}
