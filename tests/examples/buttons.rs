//! Runs a board of 23 buttons that each ask for the profile every minute, for eight hours, against the fake Toggl.
//!
//! The clock moves by itself, so this takes only a moment. In the fourth hour the network is down for half an hour, and
//! the program restarts every seven minutes.
//!
//! With a base URL and a token, which `fake-toggl` prints, the buttons call that server until you stop them, in real time
//! and with minutes of two seconds. The page of `fake-toggl` shows the result.

use std::time::Duration;
use std::{env, error, thread};

use toggl_me_core::me::GetMe;
use toggl_me_core::{Client, Context, Credentials, Dispatcher};
use toggl_me_tests::buttons::{BUTTONS, Board, Way, run};
use toggl_me_transport_ureq::UreqTransport;

const MINUTE: Duration = Duration::from_secs(2);

fn main() -> Result<(), Box<dyn error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [url, token] = arguments.as_slice() {
        return press(url, token);
    }
    let board = Board { network_down: 200..230, ..Board::default() };
    print!("{}", run(&board));

    for way in [Way::Futures, Way::Processes] {
        let sent = run(&Board { way, ..board.clone() }).total(|hour| hour.sent);
        println!("\nAs {way:?}: {sent} requests.");
    }
    if let Some(refusal) = run(&Board { way: Way::Bare, ..board }).first_refusal {
        println!("\nWithout a dispatcher the server responds with 402 after {} seconds.", refusal.as_secs());
    }
    Ok(())
}

/// Presses the buttons until the program is stopped.
fn press(url: &str, token: &str) -> Result<(), Box<dyn error::Error>> {
    let context = Context::new(Credentials::api_token(token))?.with_base_url(url)?.with_user_agent("23-buttons/1.0")?;
    let dispatcher = Dispatcher::new().max_age(5 * MINUTE);
    let client = Client::new(UreqTransport::new()?, context).with_dispatcher(dispatcher);
    thread::scope(|scope| {
        for button in 0..BUTTONS {
            let client = &client;
            scope.spawn(move || {
                thread::sleep(button * MINUTE / BUTTONS);
                loop {
                    match client.send(&GetMe::new()) {
                        Ok(reply) => println!("button {button}: {:?}", reply.source()),
                        Err(error) => println!("button {button}: {error}"),
                    }
                    thread::sleep(MINUTE);
                }
            });
        }
    });
    Ok(())
}
