//! [`Pages`]: a list that the server gives page by page.

use std::collections::HashSet;
use std::fmt;
use std::iter::FusedIterator;

use crate::client::{Client, Reply};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::transport::Transport;

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
/// With a [`Transport`], [`Client::pages`] is shorter.
///
/// ```
/// use toggl_me_core::{EndpointExt, Pages, me::ListProjectsPage};
/// # use toggl_me_core::{ResponseError, http::{HeaderMap, StatusCode}};
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
}

impl<E: Paginated> From<E> for Pages<E> {
    fn from(first: E) -> Self {
        Pages::new(first)
    }
}

/// The pages of a list, asked for one after the other as the iterator is advanced. From [`Client::pages`].
///
/// A page holds the items that no page before it has had. After an error the iterator is finished;
/// [`into_pages`](PageIter::into_pages) gives what it takes to go on.
#[derive(Debug)]
pub struct PageIter<'a, T, E> {
    client: &'a Client<T>,
    pages: Pages<E>,
    failed: bool,
}

impl<'a, T: Transport, E: Paginated> PageIter<'a, T, E> {
    pub(crate) fn new(client: &'a Client<T>, pages: Pages<E>) -> Self {
        PageIter { client, pages, failed: false }
    }

    /// The items instead of the pages.
    pub fn items(self) -> ItemIter<'a, T, E> {
        ItemIter { before: None, pages: self, page: Vec::new().into_iter() }
    }

    /// Where the walk has come to, to [go on](Client::pages) from there: with the page that has failed, if one has.
    pub fn into_pages(self) -> Pages<E> {
        self.pages
    }
}

impl<T: Transport, E: Paginated> Iterator for PageIter<'_, T, E> {
    type Item = Result<Reply<Vec<E::Item>>, Error>;

    #[track_caller]
    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let endpoint = self.pages.next_request()?;
        match self.client.send(&endpoint) {
            Ok(reply) => {
                let reply = reply.map(|page| self.pages.answered(page));
                (!reply.is_empty()).then_some(Ok(reply))
            }
            Err(error) => {
                self.failed = true;
                Some(Err(error))
            }
        }
    }
}

impl<T: Transport, E: Paginated> FusedIterator for PageIter<'_, T, E> {}

/// The items of a list, a page of them asked for whenever one is used up. From [`PageIter::items`].
///
/// After an error the iterator is finished; [`into_pages`](ItemIter::into_pages) gives what it takes to go on.
pub struct ItemIter<'a, T, E: Paginated> {
    pages: PageIter<'a, T, E>,
    page: std::vec::IntoIter<E::Item>,
    /// The cursor from which the items that are still in `page` come again.
    before: Option<i64>,
}

impl<T: Transport, E: Paginated> ItemIter<'_, T, E> {
    /// Where the walk has come to, to [go on](Client::pages) from there. Items of the last page that were not taken will
    /// be asked for again.
    pub fn into_pages(self) -> Pages<E> {
        let mut pages = self.pages.into_pages();
        for item in self.page.as_slice() {
            pages.seen.remove(&E::id(item));
            pages.cursor = self.before;
            pages.finished = false;
        }
        pages
    }
}

impl<T: Transport, E: Paginated> Iterator for ItemIter<'_, T, E> {
    type Item = Result<E::Item, Error>;

    #[track_caller]
    fn next(&mut self) -> Option<Self::Item> {
        if self.page.len() == 0 {
            self.before = self.pages.pages.cursor;
            match self.pages.next()? {
                Ok(reply) => self.page = reply.into_inner().into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
        let item = self.page.next()?;
        self.before = Some(E::id(&item));
        Some(Ok(item))
    }
}

impl<T: Transport, E: Paginated> FusedIterator for ItemIter<'_, T, E> {}

impl<T: fmt::Debug, E: Paginated + fmt::Debug> fmt::Debug for ItemIter<'_, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemIter").field("pages", &self.pages).field("left_in_page", &self.page.len()).finish()
    }
}
