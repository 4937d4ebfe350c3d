//! The [`Store`](toggl_me_core::store::Store) contract as tests: one clause, one `#[test]`.
//!
//! [`store_conformance!`](crate::store_conformance!) runs all of them against a store of your own. The clauses are
//! plain functions, so that you can run one alone with [`Stores::test`]; each panics with what a correct store does and
//! what this one did. They use a store through its trait, from several threads and processes and through several
//! handles, and kill some of the processes. How a store behaves when its engine is damaged, full or gone is left to
//! tests of its own: only it knows how to break it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use toggl_me_core::store::{CacheKey, Held, OwnerId, Put, Version, Write, Written};

mod handle;
mod process;
mod stores;

use handle::{Handle, add_one, check, count, key, new_version, number, owner, write, write_next, write_numbered};
use process::Process;
pub use process::child;
pub use stores::{Fresh, Stores};

/// Generates the `#[test]`s that show whether a store keeps the [contract](toggl_me_core::store::Store).
///
/// A store of one process is given by a function that creates an empty one, `fn() -> impl Store + 'static`:
///
/// ```
/// use toggl_me_core::store::MemoryStore;
/// use toggl_me_transport_test::store_conformance;
///
/// store_conformance!(MemoryStore::new);
/// ```
///
/// The clauses about processes are then excepted: they are still listed, as tests in a module `excepted`. A clause that
/// a store cannot keep is excepted in the same way, by its name and with a reason.
///
/// A store that processes share is given by two functions:
///
/// - `place` creates an empty place for a store, as `Option<impl AsRef<str> + 'static>`: whatever a process must know
///   to open it, such as a path or a URL. It is dropped when the clause has ended, which is the time to remove what it
///   stands for. It is `None` where no place can be created, because a server is not installed; the clause is then not
///   run.
/// - `open` opens the store of a place, `fn(&str) -> impl Store + 'static`. It is called several times for one place,
///   in this process and in others. Those are this test binary again, with the name of the test `child_process` as its
///   argument, which the macro generates for that and which does nothing otherwise.
///
/// ```
/// # use toggl_me_core::store::MemoryStore;
/// # use toggl_me_transport_test::store_conformance;
/// # struct MyStore;
/// # impl MyStore {
/// #     fn open(_: &str) -> MemoryStore { MemoryStore::new() }
/// # }
/// /// A folder that is removed when it is dropped.
/// struct Folder(String);
///
/// impl AsRef<str> for Folder {
///     fn as_ref(&self) -> &str {
///         &self.0
///     }
/// }
///
/// impl Drop for Folder {
///     fn drop(&mut self) {
///         let _ = std::fs::remove_dir_all(&self.0);
///     }
/// }
///
/// fn place() -> Option<Folder> {
///     // ..
/// #     None
/// }
///
/// store_conformance!(
///     place = place,
///     open = |place: &str| MyStore::open(place),
///     except(large_responses_do_no_harm, "its engine takes a megabyte at most"),
/// );
/// ```
///
/// Two stores in one file need a module each.
#[macro_export]
macro_rules! store_conformance {
    (place = $place:expr, open = $open:expr $(, except($clause:ident, $reason:expr))* $(,)?) => {
        /// The jobs that clauses run in other processes.
        #[test]
        fn child_process() {
            $crate::store_conformance::child($open);
        }

        $crate::store_conformance!(
            @with ($)
            $crate::store_conformance::Stores::across_processes(
                $place, $open, ::std::concat!(::std::module_path!(), "::child_process"),
            );
            $($clause, $reason;)*
        );
    };
    ($make:expr $(, except($clause:ident, $reason:expr))* $(,)?) => {
        $crate::store_conformance!(
            @with ($)
            $crate::store_conformance::Stores::in_one_process($make);
            processes_lose_no_update, "a process has this store to itself";
            processes_share_the_secret, "a process has this store to itself";
            killed_writers_leave_it_whole, "a process has this store to itself";
            $($clause, $reason;)*
        );
    };
    // The exceptions become the first rules of a macro: where one of them matches, no test is generated for the clause.
    (@with ($d:tt) $stores:expr; $($clause:ident, $reason:expr;)*) => {
        macro_rules! store_conformance_test {
            $( ($clause) => {}; )*
            ($d name:ident) => {
                #[test]
                fn $d name() {
                    $stores.test($crate::store_conformance::$d name);
                }
            };
        }

        $crate::store_conformance_clauses!(store_conformance_test);

        /// The clauses that the store does not keep, and the reasons.
        #[cfg(test)]
        mod excepted {
            $(
                #[test]
                fn $clause() {
                    let _ = $crate::store_conformance::$clause;
                    println!("{} is excepted: {}", stringify!($clause), $reason);
                }
            )*
        }
    };
}

/// Calls a macro with the name of each clause. This is the only list of them.
#[doc(hidden)]
#[macro_export]
macro_rules! store_conformance_clauses {
    ($each:ident) => {
        $each!(what_was_written_is_read);
        $each!(without_a_record_the_version_is_none);
        $each!(stale_versions_are_refused);
        $each!(versions_are_kept_to_the_last_bit);
        $each!(of_equal_writes_one_is_done);
        $each!(no_update_is_lost);
        $each!(refused_writes_change_nothing);
        $each!(record_and_response_appear_together);
        $each!(owners_are_apart);
        $each!(keys_are_apart);
        $each!(any_bytes_are_kept);
        $each!(records_outlive_their_lifetime);
        $each!(any_lifetime_is_taken);
        $each!(many_responses_do_no_harm);
        $each!(large_responses_do_no_harm);
        $each!(its_clock_moves_forward);
        $each!(the_secret_is_one);
        $each!(stores_have_secrets_of_their_own);
        $each!(processes_lose_no_update);
        $each!(processes_share_the_secret);
        $each!(killed_writers_leave_it_whole);
    };
}

/// Checks that every handle reads what was written last: version, record and response, and never earlier ones.
pub fn what_was_written_is_read(fresh: &Fresh<'_>) {
    let rule = "gives every handle what was written last";
    let handles = [fresh.open(rule), fresh.open(rule), fresh.open(rule)];
    let mut last = Version::NONE;
    for round in 0..6_u8 {
        let record = vec![round; 300 - usize::from(round) * 40];
        let response = vec![!round; 100 + usize::from(round % 2) * 5000];
        let mut ask = write(owner(1), last, record.clone());
        // Every second write has no response and leaves the existing one.
        ask.response = (round % 2 == 0).then(|| Put::new(key(1), response.clone(), HOUR));
        handles[usize::from(round) % 3].done(&ask);
        last = ask.next;
        let kept = if round % 2 == 0 { response } else { vec![!(round - 1); 100] };
        for handle in &handles {
            let held = handle.read(owner(1), Some(key(1)));
            check(rule, held.version == last, || "gave another version".to_owned());
            check(rule, held.record.as_deref() == Some(&record[..]), || {
                format!("gave {} for a record of {}", length(&held.record), record.len())
            });
            check(rule, held.response.as_deref() == Some(&kept[..]), || {
                format!("gave {} for the only response, of {} (write {round})", length(&held.response), kept.len())
            });
            let bare = handle.read(owner(1), None);
            check(rule, bare.response.is_none(), || "gave a response to a read without a key".to_owned());
            check(rule, bare.version == last && bare.record == held.record, || {
                "gave another record without a key".to_owned()
            });
        }
    }
}

/// Checks that an owner without a record has [`Version::NONE`], no record and no response, and that a read creates
/// none.
pub fn without_a_record_the_version_is_none(fresh: &Fresh<'_>) {
    let rule = "has `Version::NONE` and nothing else for an owner without a record";
    let handle = fresh.open(rule);
    for _again in 0..2 {
        for key in [None, Some(key(1))] {
            let held = handle.read(owner(1), key);
            check(rule, held.version == Version::NONE, || "gave another version".to_owned());
            check(rule, held.record.is_none() && held.response.is_none(), || "gave something".to_owned());
        }
        let mut ask = write(owner(1), Version(7), b"record".to_vec());
        ask.key = Some(key(1));
        let held = handle.changed(&ask);
        check(rule, held.version == Version::NONE && held.record.is_none() && held.response.is_none(), || {
            "refused a write that expects a record with something that nobody wrote".to_owned()
        });
    }
    handle.done(&write(owner(1), Version::NONE, b"record".to_vec()));
}

/// Checks that a write that expects an outdated version is refused, whatever the record's bytes.
pub fn stale_versions_are_refused(fresh: &Fresh<'_>) {
    let rule = "refuses a write that expects another version than the record's";
    let (one, other) = (fresh.open(rule), fresh.open(rule));
    let first = write(owner(1), Version::NONE, b"the same".to_vec());
    let second = write(owner(1), first.next, b"another".to_vec());
    let third = write(owner(1), second.next, b"the same".to_vec());
    for ask in [&first, &second, &third] {
        one.done(ask);
        let held = other.changed(ask);
        check(rule, held.version == ask.next && held.record.as_ref() == Some(&ask.record), || {
            "did not give what a repeated write had written".to_owned()
        });
    }
    let elsewhere = write(owner(2), Version::NONE, b"of another owner".to_vec());
    one.done(&elsewhere);
    for stale in [Version::NONE, first.next, second.next, elsewhere.next, new_version()] {
        let ask = write(owner(1), stale, b"stale".to_vec());
        for handle in [&one, &other] {
            let held = handle.changed(&ask);
            check(rule, held.version == third.next && held.record.as_ref() == Some(&third.record), || {
                "refused it, and gave something else than the record".to_owned()
            });
        }
    }
    other.done(&write(owner(1), third.next, b"fresh".to_vec()));
}

/// Checks that a version is kept with all of its 64 bits, and that its neighbour differs from it.
pub fn versions_are_kept_to_the_last_bit(fresh: &Fresh<'_>) {
    let rule = "keeps all 64 bits of a version";
    let handle = fresh.open(rule);
    let mut last = Version::NONE;
    for bits in [1, 10, 1 << 31, 1 << 32, 1 << 53, (1 << 53) + 1, i64::MAX as u64, 1 << 63, u64::MAX - 1, u64::MAX] {
        let mut ask = write(owner(1), last, bits.to_le_bytes().to_vec());
        ask.next = Version(bits);
        handle.done(&ask);
        let held = handle.read(owner(1), None);
        check(rule, held.version == ask.next, || format!("gave {:?} for {:?}", held.version, ask.next));
        for neighbour in [bits.wrapping_sub(1), bits.wrapping_add(1), bits ^ 1, bits.swap_bytes()] {
            if neighbour != bits {
                handle.changed(&write(owner(1), Version(neighbour), b"stale".to_vec()));
            }
        }
        last = ask.next;
    }
}

/// Checks that exactly one of several writes with the same version, made at once by several threads and handles, is
/// done, and that the others see it.
pub fn of_equal_writes_one_is_done(fresh: &Fresh<'_>) {
    let rule = "does exactly one of several writes that expect the same version";
    let handles: Vec<Handle> = (0..3).map(|_| fresh.open(rule)).collect();
    let mut last = Version::NONE;
    for round in 0..20 {
        let asks: Vec<Write> = (0..6).map(|thread| write(owner(1), last, vec![round, thread])).collect();
        let written = at_once(asks.len(), |thread| handles[thread % handles.len()].write(&asks[thread]));
        let done: Vec<&Write> =
            asks.iter().zip(&written).filter(|(_, written)| **written == Written::Done).map(|(ask, _)| ask).collect();
        check(rule, done.len() == 1, || format!("did {} of 6", done.len()));
        let winner = done[0];
        for written in written {
            if let Written::Changed(held) = written {
                check(rule, held.version == winner.next && held.record.as_ref() == Some(&winner.record), || {
                    "gave a loser something else than what the winner wrote".to_owned()
                });
            }
        }
        last = winner.next;
    }
}

/// Checks that no increment is lost that threads make by compare-and-swap through several handles.
pub fn no_update_is_lost(fresh: &Fresh<'_>) {
    let rule = "loses no update of several threads and handles";
    let handles: Vec<Handle> = (0..3).map(|_| fresh.open(rule)).collect();
    at_once(6, |thread| (0..20).for_each(|_| add_one(&handles[thread % handles.len()], owner(1))));
    let counted = count(&handles[0].read(owner(1), None));
    check(rule, counted == 6 * 20, || format!("kept {counted} of {}", 6 * 20));
}

/// Checks that a refused write keeps neither record nor response, and returns the response of its [`key`](Write::key).
pub fn refused_writes_change_nothing(fresh: &Fresh<'_>) {
    let rule = "changes nothing with a refused write, and gives the record and the response of the write's `key`";
    let (handle, other) = (fresh.open(rule), fresh.open(rule));
    let mut kept = write(owner(1), Version::NONE, b"record".to_vec());
    kept.response = Some(Put::new(key(1), b"response".to_vec(), HOUR));
    handle.done(&kept);
    let mut next = write(owner(1), kept.next, b"another record".to_vec());
    next.response = Some(Put::new(key(2), b"another response".to_vec(), HOUR));
    handle.done(&next);

    let mut refused = write(owner(1), kept.next, b"refused".to_vec());
    for (put, asked, response) in [
        (key(1), None, None),
        (key(1), Some(key(1)), Some(b"response".as_slice())),
        (key(1), Some(key(2)), Some(b"another response".as_slice())),
        (key(3), Some(key(3)), None),
    ] {
        refused.response = Some(Put::new(put, b"refused".to_vec(), HOUR));
        refused.key = asked;
        let held = handle.changed(&refused);
        check(rule, held.version == next.next && held.record.as_ref() == Some(&next.record), || {
            "gave another record".to_owned()
        });
        check(rule, held.response.as_deref() == response, || {
            format!("gave {} in place of {}", length(&held.response), length(&response.map(<[u8]>::to_vec)))
        });
    }
    for (asked, response) in [(1, Some(b"response".as_slice())), (2, Some(b"another response".as_slice())), (3, None)] {
        let held = other.read(owner(1), Some(key(asked)));
        check(rule, held.version == next.next && held.record.as_ref() == Some(&next.record), || {
            "kept the record of a refused write".to_owned()
        });
        check(rule, held.response.as_deref() == response, || "kept the response of a refused write".to_owned());
    }
}

/// Checks that readers see a record together with the response that was written with it, and never one without the
/// other.
pub fn record_and_response_appear_together(fresh: &Fresh<'_>) {
    let rule = "shows a record and the response that was written with it at one moment";
    let (writer, handles) = (fresh.open(rule), [fresh.open(rule), fresh.open(rule), fresh.open(rule)]);
    let mut last = write_numbered(owner(1), key(1), Version::NONE, 0);
    writer.done(&last);
    let whole = |held: &Held| {
        let (record, response) = (number(held.record.as_ref()), number(held.response.as_ref()));
        check(rule, record.is_some() && record == response, || {
            format!("gave a record numbered {record:?} with a response numbered {response:?}")
        });
    };
    // Whoever is faster goes on until the slower have done their part, or they might never meet.
    let (writes, reads) = (120, 60);
    let written = AtomicU64::new(0);
    thread::scope(|scope| {
        let readers = handles.each_ref().map(|handle| {
            let (whole, written) = (&whole, &written);
            scope.spawn(move || {
                let mut stale = write(owner(1), new_version(), b"stale".to_vec());
                stale.key = Some(key(1));
                let mut read = 0;
                while read < reads || written.load(Ordering::Relaxed) < writes {
                    whole(&handle.read(owner(1), Some(key(1))));
                    whole(&handle.changed(&stale));
                    read += 1;
                }
            })
        });
        while written.load(Ordering::Relaxed) < writes || !readers.iter().all(|reader| reader.is_finished()) {
            last = write_numbered(owner(1), key(1), last.next, written.load(Ordering::Relaxed) + 1);
            writer.done(&last);
            written.fetch_add(1, Ordering::Relaxed);
        }
        readers.into_iter().for_each(join);
    });
}

/// Checks that an owner sees nothing of another, whatever the keys.
pub fn owners_are_apart(fresh: &Fresh<'_>) {
    let rule = "shows an owner nothing of another";
    let handle = fresh.open(rule);
    let mut versions = BTreeSet::new();
    for who in 1..=3 {
        let mut ask = write(owner(who), Version::NONE, vec![who; 10]);
        ask.response = Some(Put::new(key(1), vec![who; 20], HOUR));
        handle.done(&ask);
        versions.insert(ask.next.0);
        // This key has the bytes of another owner's name.
        let mut ask = write(owner(who), ask.next, vec![who; 10]);
        ask.response = Some(Put::new(key(who % 3 + 1), vec![who; 20], HOUR));
        handle.done(&ask);
    }
    for who in 1..=3 {
        for asked in 1..=4 {
            let held = handle.read(owner(who), Some(key(asked)));
            check(rule, held.record == Some(vec![who; 10]), || "gave another record".to_owned());
            let expected = (asked == 1 || asked == who % 3 + 1).then(|| vec![who; 20]);
            check(rule, held.response == expected, || format!("gave {} for a response", length(&held.response)));
        }
    }
    let held = handle.read(owner(4), Some(key(1)));
    check(rule, held.version == Version::NONE && held.record.is_none() && held.response.is_none(), || {
        "gave something to an owner that has nothing".to_owned()
    });
}

/// Checks that each key has a response of its own.
pub fn keys_are_apart(fresh: &Fresh<'_>) {
    let rule = "keeps a response for each key";
    let handle = fresh.open(rule);
    let mut last = Version::NONE;
    for which in 0..8 {
        let mut ask = write(owner(1), last, b"record".to_vec());
        ask.response = Some(Put::new(key(which), vec![which; 30], HOUR));
        handle.done(&ask);
        last = ask.next;
    }
    for which in 0..8 {
        let held = handle.read(owner(1), Some(key(which)));
        check(rule, held.response == Some(vec![which; 30]), || format!("gave {} for a key", length(&held.response)));
    }
    check(rule, handle.read(owner(1), Some(key(9))).response.is_none(), || {
        "gave a response for a key that has none".to_owned()
    });
}

/// Checks that records, responses, owners and keys may be any bytes, which the store does not interpret.
pub fn any_bytes_are_kept(fresh: &Fresh<'_>) {
    let rule = "keeps any bytes of a record and a response, for any owner and key";
    let handle = fresh.open(rule);
    let every_byte: Vec<u8> = (0..=255).collect();
    let names =
        [[0; 16], [0xff; 16], *b"{}:*?[a]\0\r\n%_'\"\\", *b"/../../../../tmp", *b"0000000000000000", [0x80; 16]];
    let contents = [
        Vec::new(),
        vec![0],
        vec![0; 16],
        b"\r\n".to_vec(),
        b"\xff\xfe\xc3\x28\xed\xa0\x80".to_vec(),
        b"null".to_vec(),
        every_byte.clone(),
        every_byte.repeat(256),
        b"-1".to_vec(),
    ];
    for (at, content) in contents.iter().enumerate() {
        for (name, other) in names.iter().zip(names.iter().rev()) {
            let (who, which) = (OwnerId::from_bytes(*name), CacheKey::from_bytes(*other));
            let mut ask = write(who, handle.read(who, None).version, content.clone());
            let response = &contents[contents.len() - 1 - at];
            ask.response = Some(Put::new(which, response.clone(), HOUR));
            handle.done(&ask);
            let held = handle.read(who, Some(which));
            let is_kept = |what: &str, given: &Option<Vec<u8>>, written: &[u8]| {
                check(rule, given.as_deref() == Some(written), || {
                    format!("gave {} for a {what} of {}", length(given), written.len())
                });
            };
            check(rule, held.version == ask.next, || "gave another version".to_owned());
            is_kept("record", &held.record, content);
            is_kept("response", &held.response, response);
        }
    }
}

/// Checks that a record exists for its lifetime, which a later write does not shorten.
pub fn records_outlive_their_lifetime(fresh: &Fresh<'_>) {
    let rule = "keeps a record for its lifetime at least, and for that of the writes before";
    let (handle, other) = (fresh.open(rule), fresh.open(rule));
    let mut short = write(owner(1), Version::NONE, b"short".to_vec());
    short.lifetime = Duration::from_secs(30);
    short.response = Some(Put::new(key(1), b"response".to_vec(), SHORT));
    handle.done(&short);
    let long = write(owner(2), Version::NONE, b"long".to_vec());
    handle.done(&long);
    let mut shorter = write(owner(2), long.next, b"shorter".to_vec());
    shorter.lifetime = SHORT;
    handle.done(&shorter);
    thread::sleep(10 * SHORT);
    for (who, record) in [(owner(1), "short"), (owner(2), "shorter")] {
        for handle in [&handle, &other, &fresh.open(rule)] {
            let held = handle.read(who, Some(key(1)));
            check(rule, held.record.as_deref() == Some(record.as_bytes()), || {
                format!("gave {} for a record whose time was not up", length(&held.record))
            });
            check(rule, held.response.is_none_or(|response| response == b"response"), || {
                "gave another response than was written".to_owned()
            });
        }
    }
    handle.done(&write(owner(2), shorter.next, b"again".to_vec()));
}

/// Checks that lifetimes may be zero or longer than any clock counts.
pub fn any_lifetime_is_taken(fresh: &Fresh<'_>) {
    let rule = "takes any lifetime";
    let handle = fresh.open(rule);
    let lifetimes = [Duration::ZERO, Duration::from_nanos(1), 1000 * 365 * 24 * HOUR, Duration::MAX];
    for (who, lifetime) in lifetimes.into_iter().enumerate() {
        let who = owner(who.to_le_bytes()[0]);
        let mut ask = write(who, Version::NONE, b"record".to_vec());
        ask.lifetime = lifetime;
        ask.response = Some(Put::new(key(1), b"response".to_vec(), lifetime));
        handle.done(&ask);
        let held = handle.read(who, Some(key(1)));
        if lifetime > HOUR {
            check(rule, held.record.as_deref() == Some(b"record"), || {
                format!("gave {} for a record that is to be kept for {lifetime:?}", length(&held.record))
            });
            check(rule, held.response.as_deref() == Some(b"response"), || {
                format!("gave {} for a response of {lifetime:?}", length(&held.response))
            });
        }
        let mut again = write(who, held.version, b"again".to_vec());
        again.lifetime = lifetime;
        // The record may expire between the two.
        let _ = handle.write(&again);
    }
}

/// Checks that thousands of responses harm neither a call nor a record, and that each is kept as it was written or not
/// at all.
pub fn many_responses_do_no_harm(fresh: &Fresh<'_>) {
    let rule = "takes thousands of responses without an error, and keeps every record";
    fill(rule, fresh, 3000, |number| vec![number.to_le_bytes()[0]; 500]);
}

/// Checks that responses of some MiB harm neither a call nor a record.
pub fn large_responses_do_no_harm(fresh: &Fresh<'_>) {
    let rule = "takes responses of some MiB without an error, and keeps every record";
    fill(rule, fresh, 12, |number| vec![number.to_le_bytes()[0]; 3 << 20]);
}

fn fill(rule: &'static str, fresh: &Fresh<'_>, many: u32, response: impl Fn(u32) -> Vec<u8>) {
    let handle = fresh.open(rule);
    let aside = write(owner(2), Version::NONE, b"aside".to_vec());
    handle.done(&aside);
    let name = |number: u32| CacheKey::from_bytes(u128::from(number).to_be_bytes());
    let mut last = Version::NONE;
    for number in 0..many {
        let mut ask = write(owner(1), last, number.to_le_bytes().to_vec());
        ask.response = Some(Put::new(name(number), response(number), HOUR));
        handle.done(&ask);
        last = ask.next;
    }
    let other = fresh.open(rule);
    for number in 0..many {
        let held = other.read(owner(1), Some(name(number)));
        check(rule, held.version == last && held.record.as_deref() == Some(&(many - 1).to_le_bytes()), || {
            format!("gave {} for the record", length(&held.record))
        });
        check(rule, held.response.is_none_or(|given| given == response(number)), || {
            "gave another response than was written".to_owned()
        });
    }
    let held = other.read(owner(2), None);
    check(rule, held.version == aside.next && held.record.as_ref() == Some(&aside.record), || {
        format!("gave {} for the record of another owner", length(&held.record))
    });
}

/// Checks that a store with a clock returns its time with every read, and that the time is near this machine's and
/// moves forward.
pub fn its_clock_moves_forward(fresh: &Fresh<'_>) {
    let rule = "gives the time of its clock, which goes forward and is near this machine's, with all that it gives";
    let handles = [fresh.open(rule), fresh.open(rule)];
    let has_one = handles[0].read(owner(1), None).now.is_some();
    let asked = Timestamp::now();
    handles[0].done(&write(owner(1), Version::NONE, b"record".to_vec()));
    let stale = write(owner(1), new_version(), b"stale".to_vec());
    let mut before: Option<Timestamp> = None;
    for round in 0..50 {
        let handle = &handles[round % 2];
        let held = if round % 3 == 0 { handle.changed(&stale) } else { handle.read(owner(1), None) };
        check(rule, held.now.is_some() == has_one, || "gave it at one time and not at another".to_owned());
        let Some(now) = held.now else { continue };
        check(rule, now.duration_since(asked).abs() < jiff::SignedDuration::from_secs(60), || {
            format!("gave {now} at {asked}")
        });
        check(rule, before.is_none_or(|before| before <= now), || format!("gave {now} after a later time"));
        if round % 10 == 9 {
            thread::sleep(SHORT);
            let later = handle.read(owner(1), None).now;
            check(rule, later > Some(now), || "gave the same time later on".to_owned());
        }
        before = Some(now);
    }
}

/// Checks that every handle has the same secret, even when many ask at once for that of a store without one.
pub fn the_secret_is_one(fresh: &Fresh<'_>) {
    let rule = "has one secret for all who share it, from the first time on";
    let handles: Vec<Handle> = (0..8).map(|_| fresh.open(rule)).collect();
    let secrets: BTreeSet<_> = at_once(8, |thread| handles[thread].secret()).into_iter().collect();
    check(rule, secrets.len() == 1, || format!("gave {} to 8 that asked at once", secrets.len()));
    let mut others = handles.iter().map(Handle::secret).chain([fresh.open(rule).secret()]);
    check(rule, others.all(|secret| secrets.contains(&secret)), || "gave another one later".to_owned());
}

/// Checks that two stores have different secrets.
pub fn stores_have_secrets_of_their_own(fresh: &Fresh<'_>) {
    let rule = "draws its secret at random";
    let secrets = [fresh.open(rule).secret(), fresh.another().open(rule).secret()];
    check(rule, secrets[0] != secrets[1], || "gave two stores the same".to_owned());
    for secret in secrets {
        let bytes: BTreeSet<_> = secret.iter().collect();
        check(rule, bytes.len() > 4, || "gave one of a few bytes that come again and again".to_owned());
    }
}

/// Checks that no increment is lost that several processes make at once.
pub fn processes_lose_no_update(fresh: &Fresh<'_>) {
    let rule = "loses no update of several processes";
    let mut children: Vec<Process> = (0..4).map(|_| Process::counting(fresh, rule, owner(1), 40)).collect();
    let handle = fresh.open(rule);
    Process::begin_at_once(&mut children);
    (0..40).for_each(|_| add_one(&handle, owner(1)));
    children.into_iter().for_each(Process::ends_well);
    let counted = count(&handle.read(owner(1), None));
    check(rule, counted == 5 * 40, || format!("kept {counted} of {}", 5 * 40));
}

/// Checks that several processes that open an empty store at once have the same secret.
pub fn processes_share_the_secret(fresh: &Fresh<'_>) {
    let rule = "has one secret for all processes that share it, from the first time on";
    let mut children: Vec<Process> = (0..6).map(|who| Process::telling_the_secret(fresh, rule, owner(who))).collect();
    Process::begin_at_once(&mut children);
    children.into_iter().for_each(Process::ends_well);
    let handle = fresh.open(rule);
    let secret = handle.secret();
    for who in 0..6 {
        let told = handle.read(owner(who), None).record;
        check(rule, told.as_deref() == Some(secret.as_slice()), || "gave processes different ones".to_owned());
    }
}

/// Checks that after a writer was killed at any point, the store opens, every confirmed write is there, and nothing is
/// there in part.
pub fn killed_writers_leave_it_whole(fresh: &Fresh<'_>) {
    let rule = "is whole after a writer was killed, and has every write that was confirmed to the writer";
    let mut counted = 0;
    let mut secret = None;
    for round in 0..40_u32 {
        // In every second round, another process keeps the store open.
        let (lasting, mut also_lasting) = match round % 2 {
            0 => (None, None),
            _ => (Some(fresh.open(rule)), Some(Process::counting(fresh, rule, owner(2), 3))),
        };
        let mut writer = Process::writing(fresh, rule, owner(1), key(1));
        Process::begin_at_once(also_lasting.iter_mut().chain([&mut writer]));
        // In some rounds the writer is killed while it opens the store.
        let told = writer.killed(round % 4 > 1, Duration::from_micros(u64::from(round * round * 7)));
        for handle in lasting.into_iter().chain([fresh.open(rule)]) {
            let held = handle.read(owner(1), Some(key(1)));
            let kept = number(held.record.as_ref());
            check(rule, held.record.is_none() || kept.is_some(), || "has a record in part".to_owned());
            check(rule, held.response.is_none() || number(held.response.as_ref()) == kept, || {
                "has a response without the record that was written with it".to_owned()
            });
            let least = told.map(|told| told + 1).unwrap_or(0).max(counted);
            counted = kept.map_or(0, |kept| kept + 1);
            check(rule, counted >= least, || format!("kept {counted} writes of {least}"));
            check(rule, *secret.get_or_insert(handle.secret()) == handle.secret(), || "has another secret".to_owned());
            counted = write_next(&handle, owner(1), key(1), held).1 + 1;
        }
        also_lasting.into_iter().for_each(Process::ends_well);
    }
    let others = count(&fresh.open(rule).read(owner(2), None));
    check(rule, others == 20 * 3, || format!("kept {others} of the {} writes of another process", 20 * 3));
}

const HOUR: Duration = Duration::from_secs(60 * 60);

/// A lifetime that is soon over.
const SHORT: Duration = Duration::from_millis(5);

fn length(bytes: &Option<Vec<u8>>) -> String {
    bytes.as_ref().map_or("nothing".to_owned(), |bytes| format!("{} bytes", bytes.len()))
}

/// Runs `job` in `threads` threads at once and returns the results.
fn at_once<T: Send>(threads: usize, job: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = std::sync::Barrier::new(threads);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads)
            .map(|thread| {
                let (barrier, job) = (&barrier, &job);
                scope.spawn(move || {
                    barrier.wait();
                    job(thread)
                })
            })
            .collect();
        threads.into_iter().map(join).collect()
    })
}

/// Waits for a thread, whose panic is passed on with its own message.
fn join<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
