//! Checks that [`Pages`] give no item twice, and that they end.

use std::collections::HashSet;

use toggl_me_core::me::ListProjectsPage;
use toggl_me_core::model::Project;
use toggl_me_core::page::Pages;

use crate::Input;

/// Gives any pages, in any order of their ids.
pub fn run(mut input: Input<'_>) {
    let mut pages = Pages::new(ListProjectsPage::new());
    let mut seen = HashSet::new();
    let mut cursor = None;
    while let Some(next) = pages.next_request() {
        assert_eq!(next, pages.next_request().expect("it stays until its page is accepted"));
        assert_eq!(next.start_project_id, cursor);
        let page: Vec<Project> = (0..input.below(5)).map(|_| project(&mut input)).collect();
        let ids: Vec<i64> = page.iter().map(|project| project.id).collect();
        cursor = ids.last().copied().or(cursor);
        let anything_new = ids.iter().any(|id| !seen.contains(id));
        let given = pages.accept(page);
        assert!(given.iter().all(|project| seen.insert(project.id)), "an item came twice");
        assert!(ids.iter().all(|id| seen.contains(id)), "an item was lost");
        assert!(anything_new || pages.next_request().is_none(), "a page without news is the last");
    }
    assert!(pages.next_request().is_none());
}

fn project(input: &mut Input<'_>) -> Project {
    let mut project = Project::default();
    project.id = match input.below(8) {
        0 => input.long() as i64,
        _ => input.below(32) as i64,
    };
    project
}
