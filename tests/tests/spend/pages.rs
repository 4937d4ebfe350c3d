use std::cell::RefCell;
use std::collections::HashSet;

use http::Request;
use proptest::prelude::*;
use toggl_me_core::me::ListProjectsPage;
use toggl_me_core::model::Project;
use toggl_me_core::{
    Endpoint as _, EndpointExt as _, Error, TransportError, TransportErrorKind,
    page::{Pages, Paginated as _},
};
use toggl_me_transport_test::TestTransport;

use crate::{Received, Server, client, context, response};

fn projects(ids: &[i64]) -> Vec<Project> {
    let text =
        serde_json::to_string(&ids.iter().map(|id| serde_json::json!({ "id": id })).collect::<Vec<_>>()).unwrap();
    ListProjectsPage::decode(text.as_bytes()).unwrap()
}

fn ids(projects: &[Project]) -> Vec<i64> {
    projects.iter().map(|project| project.id).collect()
}

fn parameter(request: &Request<Vec<u8>>, name: &str) -> Option<i64> {
    let pairs = request.uri().query()?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.parse().unwrap())
}

/// Returns the page of a server with these projects, in this order.
fn list(all: &[i64], inclusive: bool, request: &Request<Vec<u8>>) -> Received {
    let start = parameter(request, "start_project_id").map_or(0, |id| {
        let index = all.iter().position(|each| *each == id).unwrap();
        if inclusive { index } else { index + 1 }
    });
    let most = usize::try_from(parameter(request, "per_page").unwrap_or(201)).unwrap();
    let page: Vec<_> = all[start..].iter().take(most).map(|id| format!("{{\"id\":{id}}}")).collect();
    response(200, &format!("[{}]", page.join(",")))
}

#[test]
fn a_walk_asks_for_one_page_at_a_time_and_one_more() {
    let script = TestTransport::new()
        .on::<ListProjectsPage>(200, r#"[{"id":4},{"id":9}]"#)
        .expect_query(&[("per_page", "2")])
        .on::<ListProjectsPage>(200, r#"[{"id":9},{"id":11}]"#)
        .expect_query(&[("per_page", "2"), ("start_project_id", "9")])
        .on::<ListProjectsPage>(200, r#"[{"id":11}]"#)
        .expect_query(&[("per_page", "2"), ("start_project_id", "11")]);
    let client = client(&script);
    let mut items = client.pages(ListProjectsPage::new().per_page(2)).items();
    assert_eq!(script.requests().len(), 0, "nothing before it is advanced");
    assert_eq!(items.next().unwrap().unwrap().id, 4);
    assert_eq!(items.next().unwrap().unwrap().id, 9);
    assert_eq!(script.requests().len(), 1);
    assert_eq!(items.next().unwrap().unwrap().id, 11);
    assert!(items.next().is_none() && items.next().is_none());
    script.assert_finished();
}

#[test]
fn pages_tell_how_they_came() {
    let script = TestTransport::new()
        .on::<ListProjectsPage>(200, r#"[{"id":4}]"#)
        .header("x-toggl-quota-remaining", "12")
        .on::<ListProjectsPage>(200, "null");
    let pages: Vec<_> = client(&script).pages(ListProjectsPage::new()).collect::<Result<_, _>>().unwrap();
    assert_eq!(pages.len(), 1);
    assert_eq!((pages[0].quota().unwrap().remaining, pages[0].attempts()), (12, 1));
    assert_eq!(ids(&pages[0]), [4]);
}

#[test]
fn after_an_error_the_walk_is_over_and_can_be_taken_up() {
    let script = TestTransport::new()
        .on::<ListProjectsPage>(200, r#"[{"id":4},{"id":9}]"#)
        .on_error::<ListProjectsPage>(TransportError::new(TransportErrorKind::Timeout))
        .on::<ListProjectsPage>(200, r#"[{"id":9},{"id":11}]"#)
        .expect_query(&[("start_project_id", "9")])
        .on::<ListProjectsPage>(402, "")
        .on::<ListProjectsPage>(200, "[]")
        .expect_query(&[("start_project_id", "11")]);
    let client = client(&script);
    let mut pages = client.pages(ListProjectsPage::new());
    assert_eq!(ids(&pages.next().unwrap().unwrap()), [4, 9]);
    assert!(matches!(pages.next(), Some(Err(Error::Transport { .. }))));
    assert!(pages.next().is_none());

    let mut items = client.pages(pages.into_pages()).items();
    assert_eq!(items.next().unwrap().unwrap().id, 11);
    assert!(matches!(items.next(), Some(Err(Error::Api(_)))));
    assert!(items.next().is_none());

    assert!(client.pages(items.into_pages()).next().is_none());
    script.assert_finished();
}

#[test]
fn a_page_of_one_grows_once_it_has_a_cursor() {
    let first = ListProjectsPage::new().per_page(1);
    assert_eq!(first.resume_at(7), ListProjectsPage::new().per_page(2).start_project_id(7));
    assert_eq!(ListProjectsPage::new().resume_at(7), ListProjectsPage::new().start_project_id(7));
}

#[test]
fn pages_work_without_a_transport() {
    let mut pages = Pages::new(ListProjectsPage::new());
    assert_eq!(pages.next_request(), pages.next_request());
    assert_eq!(ids(&pages.accept(projects(&[3, 1]))), [3, 1]);
    let request = pages.next_request().unwrap().to_request(&context("c4")).unwrap();
    assert_eq!(parameter(&request, "start_project_id"), Some(1));
    assert!(pages.accept(projects(&[])).is_empty());
    assert_eq!(pages.next_request(), None);
}

proptest! {
    #[test]
    fn every_item_is_returned_once_with_either_cursor(
        all in prop::collection::hash_set(1..1_000_i64, 0..40),
        per_page in prop::option::of(1..12_u32),
        inclusive: bool,
    ) {
        let all: Vec<i64> = all.into_iter().collect();
        let requests = RefCell::new(0);
        let client = client(Server(|request| {
            *requests.borrow_mut() += 1;
            list(&all, inclusive, &request)
        }));
        let endpoint = per_page.map_or(ListProjectsPage::new(), |per_page| ListProjectsPage::new().per_page(per_page));
        let listed: Vec<i64> = client.pages(endpoint).items().map(|project| project.unwrap().id).collect();
        prop_assert_eq!(&listed, &all);
        let step = per_page.map_or(200, |per_page| if inclusive { per_page.max(2) - 1 } else { per_page });
        prop_assert!(*requests.borrow() <= all.len() / step as usize + 2);
    }

    #[test]
    fn a_resumed_walk_loses_and_repeats_nothing(
        count in 0..30_i64,
        taken in prop::collection::vec(0..9_usize, 1..8),
        per_page in 1..6_u32,
        inclusive: bool,
    ) {
        let all: Vec<i64> = (1..=count).map(|number| number * 3).collect();
        let client = client(Server(|request| list(&all, inclusive, &request)));
        let mut pages = Pages::new(ListProjectsPage::new().per_page(per_page));
        let mut listed = Vec::new();
        for most in taken {
            let mut items = client.pages(pages).items();
            listed.extend(items.by_ref().take(most).map(|project| project.unwrap().id));
            pages = items.into_pages();
        }
        listed.extend(client.pages(pages).items().map(|project| project.unwrap().id));
        prop_assert_eq!(listed, all);
    }

    #[test]
    fn the_walk_ends_whatever_the_server_returns(
        script in prop::collection::vec(prop::collection::vec(1..9_i64, 0..5), 1..20),
    ) {
        let mut pages = Pages::new(ListProjectsPage::new());
        let mut seen = HashSet::new();
        let mut asked = 0;
        // This server never stops: the script repeats.
        for page in script.iter().cycle() {
            if pages.next_request().is_none() {
                break;
            }
            asked += 1;
            for project in pages.accept(projects(page)) {
                prop_assert!(seen.insert(project.id), "{} came twice", project.id);
            }
        }
        prop_assert!(asked <= 9, "each page but the last brings something new");
    }
}
