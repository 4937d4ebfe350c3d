//! Tests that programs go on with what they know and what Toggl tells them, whatever happens to their server.

use std::time::Duration;

use toggl_me_stores::redis::cmd;

use super::Server;
use super::fleet::{Became, Fleet, ask};
use super::way::Way;

const LIMIT: Duration = Duration::from_secs(60);

/// Lets the programs call in turn.
fn calls(fleet: &Fleet, count: usize) -> Vec<Became> {
    fleet.programs.iter().cycle().take(count).map(ask).collect()
}

fn count(calls: &[Became], what: Became) -> usize {
    calls.iter().filter(|call| **call == what).count()
}

/// Creates four programs that have made 12 calls with the store's help.
fn four(url: &str, limit: Duration) -> Fleet {
    let fleet = Fleet::of(4, url, limit);
    assert_eq!(calls(&fleet, 12), [Became::Sent; 12]);
    fleet
}

/// Lets four programs that have made 12 calls, and have no store, use up the hour. Three of them do not know that
/// another one has made the last call until Toggl says so.
#[track_caller]
fn spend_it_alone(fleet: &Fleet) {
    let calls = calls(fleet, 40);
    assert_eq!(count(&calls, Became::SentAlone), 18, "{calls:?}");
    assert_eq!(count(&calls, Became::Refused), 3, "{calls:?}");
    assert_eq!(count(&calls, Became::Unsent), 19, "{calls:?}");
    assert_eq!(fleet.toggl.requests(), 33);
}

#[test]
fn programs_go_on_while_their_server_is_gone() {
    let Some(mut server) = Server::start() else { return };
    let fleet = four(server.as_ref(), LIMIT);
    server.stop();
    spend_it_alone(&fleet);
}

#[test]
fn programs_go_on_while_their_server_is_paused() {
    let Some(server) = Server::start() else { return };
    let fleet = four(server.as_ref(), Duration::from_millis(500));
    cmd("CLIENT").arg("PAUSE").arg(3_600_000).exec(&mut server.connect()).unwrap();
    spend_it_alone(&fleet);
}

#[test]
fn programs_go_on_while_their_server_is_full() {
    let Some(server) = Server::start() else { return };
    let fleet = four(server.as_ref(), LIMIT);
    cmd("CONFIG").arg("SET").arg("maxmemory").arg(1000).exec(&mut server.connect()).unwrap();
    spend_it_alone(&fleet);
}

#[test]
fn what_was_spent_alone_is_told_to_a_server_that_is_back() {
    let Some(mut server) = Server::start() else { return };
    let fleet = four(server.as_ref(), LIMIT);
    server.stop();
    assert_eq!(calls(&fleet, 8), [Became::SentAlone; 8]);
    server.restart();
    fleet.wait_for_the_pause();
    assert_eq!(calls(&fleet, 4), [Became::Sent; 4]);
    let newcomer = fleet.newcomer();
    let calls: Vec<_> = (0..8).map(|_| ask(&newcomer)).collect();
    assert_eq!(count(&calls, Became::Sent), 6, "24 were made: {calls:?}");
    assert_eq!((count(&calls, Became::Unsent), fleet.toggl.requests()), (2, 30));
}

#[test]
fn a_count_that_is_lost_is_learned_from_the_next_response() {
    let Some(mut server) = Server::start() else { return };
    let fleet = four(server.as_ref(), LIMIT);
    server.restart();
    let calls = calls(&fleet, 40);
    assert_eq!((count(&calls, Became::Sent), count(&calls, Became::Unsent)), (18, 22), "{calls:?}");
    assert_eq!(fleet.toggl.requests(), 30);
}

#[test]
fn what_a_failover_loses_is_learned_from_the_next_response() {
    let Some(server) = Server::start() else { return };
    let replica = server.replica();
    let way = Way::to(server.port());
    let fleet = four(way.as_ref(), LIMIT);
    replica.promote(&server);
    assert_eq!(calls(&fleet, 6), [Became::Sent; 6]);
    way.lead_to(replica.port());
    let calls = calls(&fleet, 40);
    assert_eq!((count(&calls, Became::Sent), count(&calls, Became::Unsent)), (12, 28), "{calls:?}");
    assert_eq!(fleet.toggl.requests(), 30);
}

#[test]
fn a_failover_with_an_hour_that_is_spent_costs_a_refusal() {
    let Some(server) = Server::start() else { return };
    let replica = server.replica();
    let way = Way::to(server.port());
    let fleet = four(way.as_ref(), LIMIT);
    replica.promote(&server);
    assert_eq!(calls(&fleet, 18), [Became::Sent; 18]);
    way.lead_to(replica.port());
    let calls = calls(&fleet, 8);
    assert_eq!((count(&calls, Became::Refused), count(&calls, Became::Unsent)), (1, 7), "{calls:?}");
}
