//! A board of 23 buttons that each ask for the profile every minute, for eight hours, against the fake Toggl.
//!
//! The clock is one that moves by itself, so it takes a moment. In the fourth hour the network is down for half an hour,
//! and the program is started anew every seven minutes.

use toggl_me_tests::buttons::{Board, run};

fn main() {
    let board = Board { network_down: 200..230, ..Board::default() };
    print!("{}", run(&board));

    let bare = run(&Board { layers: false, ..board });
    if let Some(refusal) = bare.first_refusal {
        println!("\nWithout the layers the server answers 402 after {} seconds.", refusal.as_secs());
    }
}
