//! [`Pages`]: a list that the server sends page by page.

use std::collections::HashSet;

use crate::endpoint::Endpoint;
pub use crate::spans::Spans;

/// An operation that returns a list page by page. Each page is requested with the id of the last item before it.
pub trait Paginated: Endpoint<Response = Vec<Self::Item>> + Clone {
    /// The type of the listed items.
    type Item;

    /// Returns the id by which the server finds an item again.
    fn id(item: &Self::Item) -> i64;

    /// Returns a request for the page that begins at, or after, the item with this id.
    #[must_use]
    fn resume_at(self, id: i64) -> Self;
}

/// Walks through the pages of a list: it returns the next request, accepts the page that the server returned, and does
/// no I/O itself.
///
/// Each item is returned once, whether the server begins a page at the item it is given or after it. The walk ends with
/// a page that brings nothing new, or that ends where the one before did. So it takes one request more than there are
/// pages.
///
/// Where there is a [`Transport`](crate::Transport), [`Client::pages`](crate::Client::pages) is shorter.
///
/// ```
/// use toggl_me_core::{EndpointExt, me::ListProjectsPage, page::Pages};
/// # use toggl_me_core::{http::{HeaderMap, StatusCode}, error::ResponseError};
///
/// let mut responses = [r#"[{"id":1},{"id":2}]"#, r#"[{"id":2},{"id":5}]"#, r#"[{"id":5}]"#].into_iter();
/// let mut ids = Vec::new();
/// let mut pages = Pages::new(ListProjectsPage::new());
/// while let Some(endpoint) = pages.next_request() {
///     // `endpoint.to_request(..)` goes to the server, and its response is parsed:
///     # let body = responses.next().unwrap_or_default().as_bytes();
///     let page = ListProjectsPage::parse_parts(StatusCode::OK, &HeaderMap::new(), body)?;
///     ids.extend(pages.accept(page).iter().map(|project| project.id));
/// }
/// assert_eq!(ids, [1, 2, 5]);
/// # Ok::<(), ResponseError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pages<E> {
    first: E,
    cursor: Option<i64>,
    seen: HashSet<i64>,
    finished: bool,
}

impl<E: Paginated> Pages<E> {
    /// Starts at the page that `first` requests.
    pub fn new(first: E) -> Self {
        Pages { first, cursor: None, seen: HashSet::new(), finished: false }
    }

    /// Returns the next request, or `None` when the walk has ended. It stays the same until its page is
    /// [accepted](Pages::accept).
    pub fn next_request(&self) -> Option<E> {
        if self.finished {
            return None;
        }
        let first = self.first.clone();
        Some(match self.cursor {
            Some(id) => first.resume_at(id),
            None => first,
        })
    }

    /// Accepts the page for [`next_request`](Pages::next_request) and returns the items that are new.
    pub fn accept(&mut self, mut page: Vec<E::Item>) -> Vec<E::Item> {
        let last = page.last().map(E::id);
        page.retain(|item| self.seen.insert(E::id(item)));
        self.finished = page.is_empty() || last == self.cursor;
        self.cursor = last.or(self.cursor);
        page
    }

    /// Returns the id from which the next page is requested.
    pub(crate) fn cursor(&self) -> Option<i64> {
        self.cursor
    }

    /// Takes back items that were returned, so that they are requested again from `cursor` on.
    pub(crate) fn take_back(&mut self, items: &[E::Item], cursor: Option<i64>) {
        for item in items {
            self.seen.remove(&E::id(item));
            self.cursor = cursor;
            self.finished = false;
        }
    }
}

impl<E: Paginated> From<E> for Pages<E> {
    fn from(first: E) -> Self {
        Pages::new(first)
    }
}
