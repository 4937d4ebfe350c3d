//! A board of 23 buttons that each ask for the profile every minute, for eight hours, against the fake Toggl.
//!
//! The clock is one that moves by itself, so it takes a moment. In the fourth hour the network is down for half an hour,
//! and the program restarts every seven minutes.

use toggl_me_tests::buttons::{Board, Way, run};

fn main() {
    let board = Board { network_down: 200..230, ..Board::default() };
    print!("{}", run(&board));

    for way in [Way::Futures, Way::Processes] {
        let sent = run(&Board { way, ..board.clone() }).total(|hour| hour.sent);
        println!("\nAs {way:?}: {sent} requests.");
    }
    if let Some(refusal) = run(&Board { way: Way::Bare, ..board }).first_refusal {
        println!("\nWithout a dispatcher the server responds with 402 after {} seconds.", refusal.as_secs());
    }
}
