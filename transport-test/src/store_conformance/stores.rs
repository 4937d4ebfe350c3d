//! [`Stores`] and [`Fresh`]: the way in which a clause gets a store and opens it again.

use std::fmt;
use std::sync::Arc;

use toggl_me_core::store::Store;

use super::handle::Handle;

/// Creates the stores that clauses are run against.
pub struct Stores {
    fresh: Box<dyn Fn() -> Option<Opened>>,
    child: &'static str,
}

struct Opened {
    open: Box<dyn Fn() -> Box<dyn Store>>,
    place: Option<Box<dyn AsRef<str>>>,
}

impl Stores {
    /// Creates stores of one process: `make` creates an empty one, and all handles are that one.
    pub fn in_one_process<S: Store + 'static>(make: impl Fn() -> S + 'static) -> Self {
        let fresh = move || {
            let store = Arc::new(make());
            let open = move || -> Box<dyn Store> { Box::new(Arc::clone(&store)) };
            Some(Opened { open: Box::new(open), place: None })
        };
        Stores { fresh: Box::new(fresh), child: "" }
    }

    /// Creates stores that processes share, from an empty `place` and a function that opens it.
    ///
    /// `child` is the path of a test that calls [`child`](super::child()) with the same `open`, with the name of its
    /// crate in front, as [`module_path!`] gives it.
    pub fn across_processes<P, S>(
        place: impl Fn() -> Option<P> + 'static,
        open: impl Fn(&str) -> S + Clone + 'static,
        child: &'static str,
    ) -> Self
    where
        P: AsRef<str> + 'static,
        S: Store + 'static,
    {
        let fresh = move || {
            let place = place()?;
            let (text, open) = (place.as_ref().to_owned(), open.clone());
            let open = move || -> Box<dyn Store> { Box::new(open(&text)) };
            Some(Opened { open: Box::new(open), place: Some(Box::new(place)) })
        };
        let child = child.split_once("::").map_or(child, |(_, path)| path);
        Stores { fresh: Box::new(fresh), child }
    }

    /// Runs a clause against an empty store. It does nothing where there is no place for one.
    pub fn test(&self, clause: fn(&Fresh<'_>)) {
        match (self.fresh)() {
            Some(opened) => clause(&Fresh { stores: self, opened }),
            None => println!("not run: there is no place for a store"),
        }
    }
}

impl fmt::Debug for Stores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stores").field("child", &self.child).finish_non_exhaustive()
    }
}

/// A store that was empty when a clause began, and which the clause opens as often as it needs.
pub struct Fresh<'a> {
    stores: &'a Stores,
    opened: Opened,
}

impl Fresh<'_> {
    /// Opens it once more, for a clause with this rule.
    pub(super) fn open(&self, rule: &'static str) -> Handle {
        Handle::new(rule, (self.opened.open)())
    }

    /// Creates another empty store.
    pub(super) fn another(&self) -> Fresh<'_> {
        let opened = (self.stores.fresh)().expect("where there was a place for one, there is one for another");
        Fresh { stores: self.stores, opened }
    }

    /// Returns what another process needs to open it: the name of the test that it runs, and the place.
    pub(super) fn elsewhere(&self) -> (&str, &str) {
        let place = self.opened.place.as_ref().expect("a clause about processes is run with a place that they share");
        (self.stores.child, (**place).as_ref())
    }
}

impl fmt::Debug for Fresh<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fresh").finish_non_exhaustive()
    }
}
