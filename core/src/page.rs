//! [`Pages`]: a list that the server gives page by page.

use std::collections::HashSet;

use crate::endpoint::Endpoint;
pub use crate::spans::Spans;

/// An operation that answers a list page by page, each page asked for with the id of the last item before it.
pub trait Paginated: Endpoint<Response = Vec<Self::Item>> + Clone {
    /// What is listed.
    type Item;

    /// The id by which the server finds an item again.
    fn id(item: &Self::Item) -> i64;

    /// Asks for the page that begins at the item with that id, or behind it.
    #[must_use]
    fn resume_at(self, id: i64) -> Self;
}

/// Walks through the pages of a list: it says what to ask, is told the answer, and fetches nothing itself.
///
/// Each item comes once, whether the server begins a page at the item it is given or behind it. The walk ends with a page
/// that brings nothing new, or that ends where the one before did. So it takes one request more than there are pages.
///
/// With a [`Transport`](crate::Transport), [`Client::pages`](crate::Client::pages) is shorter.
///
/// ```
/// use toggl_me_core::{EndpointExt, me::ListProjectsPage, page::Pages};
/// # use toggl_me_core::{http::{HeaderMap, StatusCode}, error::ResponseError};
///
/// let mut answers = [r#"[{"id":1},{"id":2}]"#, r#"[{"id":2},{"id":5}]"#, r#"[{"id":5}]"#].into_iter();
/// let mut ids = Vec::new();
/// let mut pages = Pages::new(ListProjectsPage::new());
/// while let Some(endpoint) = pages.next_request() {
///     // `endpoint.to_request(..)` goes to the server, and its answer is parsed:
///     # let body = answers.next().unwrap_or_default().as_bytes();
///     let page = ListProjectsPage::parse_parts(StatusCode::OK, &HeaderMap::new(), body)?;
///     ids.extend(pages.answered(page).iter().map(|project| project.id));
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
    /// From the page that `first` asks for.
    pub fn new(first: E) -> Self {
        Pages { first, cursor: None, seen: HashSet::new(), finished: false }
    }

    /// What to ask next; `None` when there is nothing left. It stays the same until it is [answered](Pages::answered).
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

    /// Takes in the answer to [`next_request`](Pages::next_request), and gives back the items that are new.
    pub fn answered(&mut self, mut page: Vec<E::Item>) -> Vec<E::Item> {
        let last = page.last().map(E::id);
        page.retain(|item| self.seen.insert(E::id(item)));
        self.finished = page.is_empty() || last == self.cursor;
        self.cursor = last.or(self.cursor);
        page
    }

    /// From where the next page is asked for.
    pub(crate) fn cursor(&self) -> Option<i64> {
        self.cursor
    }

    /// Takes items back that were given out: they are asked for again, from `cursor` on.
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
