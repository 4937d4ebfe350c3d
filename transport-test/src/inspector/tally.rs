//! [`Tallies`]: how many requests each of a few names has made.

use serde::Serialize;

use super::verdict::Verdict;

/// The requests of a name since the start.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Tally {
    name: String,
    requests: u64,
    /// The requests that counted in an hour.
    cost: u64,
    unneeded: u64,
    /// The requests to which the response was 4xx or 5xx.
    refused: u64,
}

impl Tally {
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// A [`Tally`] for each of a limited number of names; the rest share one.
#[derive(Debug)]
pub(super) struct Tallies {
    most: usize,
    all: Vec<Tally>,
}

impl Tallies {
    pub(super) fn new(most: usize) -> Self {
        Tallies { most, all: Vec::new() }
    }

    /// Returns the place of a name, which stays the same.
    pub(super) fn place(&mut self, name: &str) -> usize {
        let known = self.all.iter().position(|tally| tally.name == name);
        known.unwrap_or_else(|| {
            if self.all.len() <= self.most {
                let name = if self.all.len() < self.most { name } else { "(all others)" };
                self.all.push(Tally { name: name.to_owned(), ..Tally::default() });
            }
            self.all.len() - 1
        })
    }

    pub(super) fn name(&self, place: usize) -> &str {
        self.all.get(place).map_or("", Tally::name)
    }

    pub(super) fn count(&mut self, place: usize, status: u16, counted: bool, verdict: &Verdict) {
        if let Some(tally) = self.all.get_mut(place) {
            tally.requests += 1;
            tally.cost += u64::from(counted);
            tally.unneeded += u64::from(!verdict.is_needed());
            tally.refused += u64::from(status >= 400);
        }
    }

    pub(super) fn all(&self) -> &[Tally] {
        &self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beyond_the_most_share_a_tally() {
        let mut tallies = Tallies::new(2);
        assert_eq!(["a", "b", "c", "d", "a", "c"].map(|name| tallies.place(name)), [0, 1, 2, 2, 0, 2]);
        assert_eq!((tallies.name(1), tallies.name(2), tallies.all().len()), ("b", "(all others)", 3));
    }
}
