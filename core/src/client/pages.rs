//! [`PageIter`], [`ItemIter`] and [`TimeEntryIter`]: a long list, requested in parts as an iterator advances.

use std::fmt;
use std::iter::FusedIterator;

use jiff::Timestamp;

use crate::client::blocking::Client;
use crate::client::reply::Reply;
use crate::clock::{Clock, SystemClock};
use crate::endpoint::EndpointExt;
use crate::error::Error;
use crate::me::ListTimeEntries;
use crate::model::TimeEntry;
use crate::page::{Pages, Paginated};
use crate::spans::Spans;
use crate::transport::Transport;

impl<T: Transport, C: Clock> Client<T, C> {
    /// Iterates over the pages of a list; [`items`](PageIter::items) turns it into an iterator over the items. Nothing
    /// is sent before the iterator is advanced, and then one request at a time.
    ///
    /// It starts from an endpoint, or continues from the [`Pages`] of an iterator that stopped.
    ///
    /// ```
    /// use toggl_me_core::{Client, Error, Transport, me::ListProjectsPage};
    /// # fn example(client: Client<impl Transport>) -> Result<(), Error> {
    ///
    /// for project in client.pages(ListProjectsPage::new()).items() {
    ///     println!("{}", project?.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages<E: Paginated>(&self, pages: impl Into<Pages<E>>) -> PageIter<'_, T, E, C> {
        PageIter::new(self, pages.into())
    }

    /// Iterates over all time entries that start at `from` or later and before `until`, in the order of their starts
    /// and however many there are; [`ListTimeEntries`] alone ends at 1,000 without any sign of it. Nothing is sent
    /// before the iterator is advanced, and then one request at a time.
    ///
    /// ```
    /// use toggl_me_core::jiff::Timestamp;
    /// use toggl_me_core::{Client, Error, Transport};
    /// # fn example(client: Client<impl Transport>, from: Timestamp, until: Timestamp) -> Result<(), Error> {
    ///
    /// for entry in client.time_entries(from, until) {
    ///     println!("{}", entry?.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The iterator's first item is an [`Error::Build`] when `until` is before `from`. It returns [`Error::Incomplete`]
    /// after the time entries of a second in which more start than the server lists.
    pub fn time_entries(&self, from: Timestamp, until: Timestamp) -> TimeEntryIter<'_, T, C> {
        match Spans::new(from, until) {
            Ok(spans) => self.spans(spans),
            Err(error) => {
                TimeEntryIter::new(self, Spans::over(until..until), Some(error.at(ListTimeEntries::INFO).into()))
            }
        }
    }

    /// Iterates as [`time_entries`](Client::time_entries) does over [`Spans`] with other settings, or over those that
    /// an iterator has left.
    pub fn spans(&self, spans: Spans) -> TimeEntryIter<'_, T, C> {
        TimeEntryIter::new(self, spans, None)
    }
}

/// An iterator over the pages of a list, each requested as the iterator advances. [`Client::pages`] creates it.
///
/// A page contains only items that no earlier page had. After an error the iterator is finished;
/// [`into_pages`](PageIter::into_pages) returns what is needed to continue.
#[derive(Debug)]
pub struct PageIter<'a, T, E, C = SystemClock> {
    client: &'a Client<T, C>,
    pages: Pages<E>,
    failed: bool,
}

impl<'a, T: Transport, E: Paginated, C: Clock> PageIter<'a, T, E, C> {
    pub(crate) fn new(client: &'a Client<T, C>, pages: Pages<E>) -> Self {
        PageIter { client, pages, failed: false }
    }

    /// Turns the iterator into one over the items.
    pub fn items(self) -> ItemIter<'a, T, E, C> {
        ItemIter { before: None, pages: self, page: Vec::new().into_iter() }
    }

    /// Returns the state of the walk, from which [`Client::pages`] continues, beginning with the page that failed if
    /// one did.
    pub fn into_pages(self) -> Pages<E> {
        self.pages
    }
}

impl<T: Transport, E: Paginated, C: Clock> Iterator for PageIter<'_, T, E, C> {
    type Item = Result<Reply<Vec<E::Item>>, Error>;

    #[track_caller]
    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let endpoint = self.pages.next_request()?;
        match self.client.send(&endpoint) {
            Ok(reply) => {
                let reply = reply.map(|page| self.pages.accept(page));
                (!reply.is_empty()).then_some(Ok(reply))
            }
            Err(error) => {
                self.failed = true;
                Some(Err(error))
            }
        }
    }
}

impl<T: Transport, E: Paginated, C: Clock> FusedIterator for PageIter<'_, T, E, C> {}

/// An iterator over the items of a list, which requests a page whenever one is used up. [`PageIter::items`] creates it.
///
/// After an error the iterator is finished; [`into_pages`](ItemIter::into_pages) returns what is needed to continue.
pub struct ItemIter<'a, T, E: Paginated, C = SystemClock> {
    pages: PageIter<'a, T, E, C>,
    page: std::vec::IntoIter<E::Item>,
    /// The cursor from which the items still in `page` are requested again.
    before: Option<i64>,
}

impl<T: Transport, E: Paginated, C: Clock> ItemIter<'_, T, E, C> {
    /// Returns the state of the walk, from which [`Client::pages`] continues. Items of the last page that were not
    /// taken will be requested again.
    pub fn into_pages(self) -> Pages<E> {
        let mut pages = self.pages.into_pages();
        pages.take_back(self.page.as_slice(), self.before);
        pages
    }
}

impl<T: Transport, E: Paginated, C: Clock> Iterator for ItemIter<'_, T, E, C> {
    type Item = Result<E::Item, Error>;

    #[track_caller]
    fn next(&mut self) -> Option<Self::Item> {
        if self.page.len() == 0 {
            self.before = self.pages.pages.cursor();
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

impl<T: Transport, E: Paginated, C: Clock> FusedIterator for ItemIter<'_, T, E, C> {}

impl<T: fmt::Debug, E: Paginated + fmt::Debug, C: fmt::Debug> fmt::Debug for ItemIter<'_, T, E, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemIter").field("pages", &self.pages).field("left_in_page", &self.page.len()).finish()
    }
}

/// An iterator over all time entries of a span, in the order of their starts. [`Client::time_entries`] creates it.
///
/// After an error the iterator is finished; [`into_spans`](TimeEntryIter::into_spans) returns what is needed to
/// continue.
pub struct TimeEntryIter<'a, T, C = SystemClock> {
    client: &'a Client<T, C>,
    spans: Spans,
    listed: std::vec::IntoIter<TimeEntry>,
    /// The error to return once `listed` is used up.
    failure: Option<Error>,
    failed: bool,
}

impl<'a, T: Transport, C: Clock> TimeEntryIter<'a, T, C> {
    fn new(client: &'a Client<T, C>, spans: Spans, failure: Option<Error>) -> Self {
        TimeEntryIter { client, spans, listed: Vec::new().into_iter(), failure, failed: false }
    }

    /// Returns the state of the walk, from which [`Client::spans`] continues, beginning with the request that failed if
    /// one did, or after an [incomplete](Error::Incomplete) second. Time entries of the last list that were not taken
    /// will be requested again.
    pub fn into_spans(self) -> Spans {
        let mut spans = self.spans;
        spans.take_back(self.listed.as_slice());
        spans
    }
}

impl<T: Transport, C: Clock> Iterator for TimeEntryIter<'_, T, C> {
    type Item = Result<TimeEntry, Error>;

    #[track_caller]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.listed.next() {
                return Some(Ok(entry));
            }
            if let Some(error) = self.failure.take() {
                self.failed = true;
                return Some(Err(error));
            }
            if self.failed {
                return None;
            }
            match self.client.send(&self.spans.next_request()?) {
                Ok(reply) => {
                    let known = self.spans.overfull().len();
                    self.listed = self.spans.accept(reply.into_inner()).into_iter();
                    let overfull = self.spans.overfull().get(known);
                    self.failure = overfull.map(|at| Error::Incomplete { endpoint: ListTimeEntries::INFO, at: *at });
                }
                Err(error) => self.failure = Some(error),
            }
        }
    }
}

impl<T: Transport, C: Clock> FusedIterator for TimeEntryIter<'_, T, C> {}

impl<T: fmt::Debug, C: fmt::Debug> fmt::Debug for TimeEntryIter<'_, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimeEntryIter")
            .field("client", self.client)
            .field("spans", &self.spans)
            .field("left_in_list", &self.listed.len())
            .finish_non_exhaustive()
    }
}
