//! [`Judge`]: whether a request was needed, as far as a fake can know.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher as _;
use std::time::Duration;

use super::words::length;
use crate::fake::Hour;
use crate::fake::view::MOST_CALLS;

const HOUR: Duration = Duration::from_secs(3600);

/// How many responses are remembered, to compare with.
const MOST_RESPONSES: usize = 1024;

/// Whether a request was needed. Programs are given by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing suggests that it was not.
    Needed,
    /// The response is the same that this program got this long before.
    Repeated { before: Duration, by: usize, own: bool },
    /// This program's request for the same was under way.
    UnderWay { by: usize, own: bool },
    /// The hour is used up, and a response told this program so, this long before.
    Known { before: Duration },
    /// The hour is used up by these programs, with this many calls each.
    Spent { by: Vec<(usize, usize)> },
    /// It was refused for another reason.
    Refused,
    /// A fault was planned for it.
    Fault(&'static str),
}

impl Verdict {
    pub(super) fn is_needed(&self) -> bool {
        !matches!(self, Verdict::Repeated { .. } | Verdict::UnderWay { .. } | Verdict::Known { .. })
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Verdict::Needed => "needed",
            Verdict::Repeated { .. } => "repeated",
            Verdict::UnderWay { .. } => "under_way",
            Verdict::Known { .. } => "known",
            Verdict::Spent { .. } => "spent",
            Verdict::Refused => "refused",
            Verdict::Fault(_) => "fault",
        }
    }

    /// Returns the verdict in words; empty if there is nothing to say.
    pub(super) fn words<'a>(&self, program: impl Fn(usize) -> &'a str) -> String {
        match self {
            Verdict::Needed | Verdict::Refused => String::new(),
            Verdict::Repeated { before, own: true, .. } => format!("the same response as {} before", length(*before)),
            Verdict::Repeated { before, by, .. } => {
                format!("the same response as {} got {} before", program(*by), length(*before))
            }
            Verdict::UnderWay { own: true, .. } => "asked for while the same was under way".to_owned(),
            Verdict::UnderWay { by, .. } => format!("asked for while the same was under way, for {}", program(*by)),
            Verdict::Known { before } => format!("refused: could have been known, told {} before", length(*before)),
            Verdict::Spent { by } if by.is_empty() => "refused: the hour is spent".to_owned(),
            Verdict::Spent { by } => {
                let by: Vec<_> = by.iter().map(|(place, calls)| format!("{} {calls}", program(*place))).collect();
                format!("refused: the hour is spent, by {}", by.join(", "))
            }
            Verdict::Fault(kind) => format!("a fault was planned: {kind}"),
        }
    }
}

/// A request to be judged.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Case<'a> {
    /// Times are of the fake's monotonic clock.
    pub(super) began: Duration,
    /// When the client has the response.
    pub(super) ended: Duration,
    pub(super) number: u64,
    pub(super) program: usize,
    pub(super) user: Option<usize>,
    pub(super) hour: Hour,
    pub(super) counted: Option<Duration>,
    /// Whether it was refused because the hour is used up.
    pub(super) spent: bool,
    /// The path and the query of a GET.
    pub(super) target: Option<&'a str>,
    /// Whether the operation may change something.
    pub(super) writes: bool,
    pub(super) status: u16,
    /// The part of the body that is compared.
    pub(super) body: &'a [u8],
    /// How many calls are left, and for how long.
    pub(super) quota: Option<(i64, Duration)>,
    pub(super) fault: Option<&'static str>,
    /// Whether the client gets the response, and gets it from the server.
    pub(super) arrives: bool,
}

/// A call that counts in an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) at: Duration,
    pub(super) number: u64,
    pub(super) program: usize,
    pub(super) needed: bool,
}

/// A GET and its response, as numbers that are compared.
#[derive(Clone, Copy)]
struct Asked {
    /// The hash of the user and the target.
    key: u64,
    /// The hash of the response.
    digest: u64,
}

/// The last response to a GET.
struct Last {
    began: Duration,
    ended: Duration,
    program: usize,
    digest: u64,
    /// How often the user's data had changed.
    changes: u64,
}

/// Says whether requests were needed, and remembers what it needs for that.
#[derive(Default)]
pub(super) struct Judge {
    hashes: RandomState,
    /// The last responses, by user and target.
    last: HashMap<u64, Last>,
    /// How often each user's data was changed.
    changes: HashMap<usize, u64>,
    /// When a program was told that an hour is used up, and until when.
    told: HashMap<(usize, usize, Hour), (Duration, Duration)>,
    places: HashMap<(usize, Hour), VecDeque<Place>>,
}

impl Judge {
    /// Remembers that a user's data was changed.
    pub(super) fn changed(&mut self, user: usize) {
        *self.changes.entry(user).or_default() += 1;
    }

    /// Forgets the calls in the hours of a user, and which programs were told that these are used up.
    pub(super) fn hour_ended(&mut self, user: usize) {
        self.places.retain(|(of, _), _| *of != user);
        self.told.retain(|(_, of, _), _| *of != user);
    }

    /// Returns the calls of an hour that were seen, the oldest first.
    pub(super) fn places(&self, user: usize, hour: Hour) -> impl Iterator<Item = &Place> {
        self.places.get(&(user, hour)).into_iter().flatten()
    }

    pub(super) fn judge(&mut self, case: &Case<'_>) -> Verdict {
        let asked = case.target.map(|target| Asked {
            key: self.hashes.hash_one((case.user, target)),
            digest: self.hashes.hash_one((case.status, case.body)),
        });
        let verdict = self.verdict(case, asked);
        self.remember(case, asked, verdict.is_needed());
        verdict
    }

    fn verdict(&self, case: &Case<'_>, asked: Option<Asked>) -> Verdict {
        let Some(user) = case.user else {
            return match case.fault {
                Some(fault) => Verdict::Fault(fault),
                None if case.status >= 400 => Verdict::Refused,
                None => Verdict::Needed,
            };
        };
        if case.spent {
            let told = self.told.get(&(case.program, user, case.hour));
            return match told.filter(|(at, until)| *at <= case.began && case.began < *until) {
                Some((at, _)) => Verdict::Known { before: case.began - *at },
                None => Verdict::Spent { by: self.spenders(user, case.hour, case.began) },
            };
        }
        if let Some(fault) = case.fault.filter(|_| !case.arrives) {
            return Verdict::Fault(fault);
        }
        if case.status >= 400 {
            return Verdict::Refused;
        }
        let last = asked.and_then(|asked| self.last.get(&asked.key));
        match last.filter(|last| last.changes == self.changes_of(user)) {
            Some(last) if case.began < last.ended => {
                Verdict::UnderWay { by: last.program, own: last.program == case.program }
            }
            Some(last) if Some(last.digest) == asked.map(|asked| asked.digest) && case.began < last.began + HOUR => {
                Verdict::Repeated {
                    before: case.began - last.began,
                    by: last.program,
                    own: last.program == case.program,
                }
            }
            _ => Verdict::Needed,
        }
    }

    fn remember(&mut self, case: &Case<'_>, asked: Option<Asked>, needed: bool) {
        let Some(user) = case.user else { return };
        if let (Some(Asked { key, digest }), true, 200..300) = (asked, case.arrives, case.status) {
            let changes = self.changes_of(user);
            let Case { began, ended, program, .. } = *case;
            self.last.insert(key, Last { began, ended, program, digest, changes });
            if self.last.len() > MOST_RESPONSES {
                let oldest = self.last.iter().min_by_key(|(_, last)| last.began).map(|(key, _)| *key);
                oldest.and_then(|key| self.last.remove(&key));
            }
        }
        if case.writes && (200..300).contains(&case.status) {
            self.changed(user);
        }
        let teller = (case.program, user, case.hour);
        match case.quota {
            Some((..=0, left)) => drop(self.told.insert(teller, (case.ended, case.ended + left))),
            Some(_) => drop(self.told.remove(&teller)),
            None => {}
        }
        if let Some(at) = case.counted {
            let places = self.places.entry((user, case.hour)).or_default();
            while places.front().is_some_and(|place| place.at + HOUR <= at) || places.len() >= MOST_CALLS {
                places.pop_front();
            }
            places.push_back(Place { at, number: case.number, program: case.program, needed });
        }
    }

    /// Returns the programs that have made the calls of an hour, the one with the most calls first.
    fn spenders(&self, user: usize, hour: Hour, now: Duration) -> Vec<(usize, usize)> {
        let mut spenders: Vec<(usize, usize)> = Vec::new();
        for place in self.places(user, hour).filter(|place| now < place.at + HOUR) {
            match spenders.iter_mut().find(|(program, _)| *program == place.program) {
                Some((_, calls)) => *calls += 1,
                None => spenders.push((place.program, 1)),
            }
        }
        spenders.sort_by_key(|(_, calls)| std::cmp::Reverse(*calls));
        spenders.truncate(3);
        spenders
    }

    fn changes_of(&self, user: usize) -> u64 {
        self.changes.get(&user).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: Option<usize> = Some(0);

    /// Returns a GET of Ann's that counts and gets its response in no time.
    fn get(second: u64, target: &'static str) -> Case<'static> {
        let at = Duration::from_secs(second);
        Case {
            began: at,
            ended: at,
            number: second,
            user: ANN,
            hour: Hour::User,
            counted: Some(at),
            target: Some(target),
            status: 200,
            body: b"[]",
            arrives: true,
            ..Case::default()
        }
    }

    fn refused(second: u64, program: usize, left: u64) -> Case<'static> {
        let quota = Some((0, Duration::from_secs(left)));
        Case { program, counted: None, spent: true, status: 402, body: b"no", quota, ..get(second, "/me") }
    }

    fn repeated(seconds: u64) -> Verdict {
        Verdict::Repeated { before: Duration::from_secs(seconds), by: 0, own: true }
    }

    #[test]
    fn the_same_response_again_was_not_needed() {
        let mut judge = Judge::default();
        assert_eq!(judge.judge(&get(0, "/a")), Verdict::Needed);
        assert_eq!(judge.judge(&get(4, "/a")), repeated(4));
        assert_eq!(judge.judge(&get(5, "/a?x=1")), Verdict::Needed);
        assert_eq!(judge.judge(&Case { user: Some(1), ..get(6, "/a") }), Verdict::Needed);
        let other = judge.judge(&Case { program: 1, ..get(7, "/a") });
        assert_eq!(other, Verdict::Repeated { before: Duration::from_secs(3), by: 0, own: false });
        assert_eq!(judge.judge(&Case { body: b"[1]", ..get(8, "/a") }), Verdict::Needed);
        assert_eq!(judge.judge(&Case { body: b"[1]", ..get(8 + 3600, "/a") }), Verdict::Needed);
    }

    #[test]
    fn what_follows_a_change_was_needed() {
        let mut judge = Judge::default();
        judge.judge(&get(0, "/a"));
        judge.changed(0);
        assert_eq!(judge.judge(&get(1, "/a")), Verdict::Needed);
        let write = Case { target: None, writes: true, ..get(2, "") };
        assert_eq!(judge.judge(&write), Verdict::Needed);
        assert_eq!(judge.judge(&get(3, "/a")), Verdict::Needed);
        judge.judge(&Case { status: 400, ..write });
        assert_eq!(judge.judge(&get(4, "/a")), repeated(1));
    }

    #[test]
    fn what_was_asked_for_meanwhile_was_not_needed() {
        let mut judge = Judge::default();
        judge.judge(&Case { ended: Duration::from_secs(3), ..get(1, "/a") });
        assert_eq!(judge.judge(&get(2, "/a")), Verdict::UnderWay { by: 0, own: true });
        judge.judge(&Case { ended: Duration::from_secs(9), ..get(5, "/b") });
        judge.changed(0);
        assert_eq!(judge.judge(&get(6, "/b")), Verdict::Needed);
    }

    #[test]
    fn a_response_that_did_not_arrive_is_no_reason() {
        let mut judge = Judge::default();
        assert_eq!(judge.judge(&Case { fault: Some("cut"), arrives: false, ..get(0, "/a") }), Verdict::Fault("cut"));
        assert_eq!(judge.judge(&get(1, "/a")), Verdict::Needed);
        assert_eq!(judge.judge(&Case { status: 404, ..get(2, "/c") }), Verdict::Refused);
        assert_eq!(judge.judge(&get(3, "/c")), Verdict::Needed);
    }

    #[test]
    fn a_refusal_is_known_to_whom_a_response_had_told_it() {
        let mut judge = Judge::default();
        judge.judge(&Case { quota: Some((1, Duration::from_secs(99))), ..get(0, "/a") });
        judge.judge(&Case { program: 1, quota: Some((0, Duration::from_secs(98))), ..get(1, "/b") });
        assert_eq!(judge.judge(&refused(2, 0, 97)), Verdict::Spent { by: vec![(0, 1), (1, 1)] });
        assert_eq!(judge.judge(&refused(3, 0, 96)), Verdict::Known { before: Duration::from_secs(1) });
        assert_eq!(judge.judge(&refused(4, 1, 95)), Verdict::Known { before: Duration::from_secs(3) });
        // The time that it was told is over: a call was free again, and another program took it.
        assert!(matches!(judge.judge(&refused(200, 1, 95)), Verdict::Spent { .. }));
        judge.hour_ended(0);
        assert!(matches!(judge.judge(&refused(201, 1, 95)), Verdict::Spent { .. }));
    }

    #[test]
    fn what_is_remembered_has_a_bound() {
        let mut judge = Judge::default();
        let targets: Vec<String> = (0..MOST_RESPONSES + 9).map(|number| format!("/{number}")).collect();
        for (second, target) in (0..).zip(&targets) {
            let at = Duration::from_millis(second);
            judge.judge(&Case { began: at, counted: Some(at), target: Some(target), ..get(0, "") });
        }
        assert_eq!((judge.last.len(), judge.places(0, Hour::User).count()), (MOST_RESPONSES, MOST_CALLS));
    }
}
