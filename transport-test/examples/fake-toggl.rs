//! Serves a fake Toggl on 127.0.0.1, for any client in any language.

use std::error::Error;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::mpsc;

use lexopt::prelude::*;
use toggl_me_transport_test::fake::Account;
use toggl_me_transport_test::{FakeServer, FakeToggl, Inspector, Limits};

const USAGE: &str = "\
A fake Toggl on 127.0.0.1, for any client in any language, with a page that shows what clients do to their hour.

Usage: fake-toggl [OPTIONS]

Options:
  --port PORT  the port to listen on, 0 for any that is free [default: 4080]
  --quota N    calls that a user has in any 60 minutes [default: 30]
  --empty      an account with nothing in it, instead of a believable one
  --seed N     another token, and other codes and request ids [default: 0]
  --help       this text";

struct Options {
    port: u16,
    quota: u32,
    empty: bool,
    seed: u64,
}

fn main() -> ExitCode {
    match options().and_then(|options| options.map_or(Ok(()), run)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("fake-toggl: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The command line's options; `None` when it asks for help, which is printed then.
fn options() -> Result<Option<Options>, String> {
    let mut options = Options { port: 4080, quota: 30, empty: false, seed: 0 };
    let mut parser = lexopt::Parser::from_env();
    let hint = |error: lexopt::Error| format!("{error} (see --help)");
    while let Some(argument) = parser.next().map_err(hint)? {
        match argument {
            Long("port") => options.port = number("--port", &mut parser)?,
            Long("quota") => options.quota = number("--quota", &mut parser)?,
            Long("empty") => options.empty = true,
            Long("seed") => options.seed = number("--seed", &mut parser)?,
            Short('h') | Long("help") => {
                println!("{USAGE}");
                return Ok(None);
            }
            _ => return Err(hint(argument.unexpected())),
        }
    }
    Ok(Some(options))
}

fn number<N: FromStr>(option: &str, parser: &mut lexopt::Parser) -> Result<N, String>
where
    N::Err: Into<Box<dyn Error + Send + Sync>>,
{
    let number = parser.value().and_then(|value| value.parse());
    number.map_err(|error| format!("{option}: {error} (see --help)"))
}

fn run(options: Options) -> Result<(), String> {
    let toggl = FakeToggl::new().seed(options.seed).quota(options.quota);
    let toggl = match options.empty {
        true => toggl.account(Account::new("new@example.com", "password")),
        false => toggl.demo_account(),
    };
    let server = FakeServer::bind(options.port, Limits::default(), Inspector::new(toggl.clone()))
        .map_err(|error| format!("cannot listen on port {}: {error}", options.port))?;
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        // The receiver is gone when the program is ending already.
        let _ = stop.send(());
    })
    .map_err(|error| format!("cannot wait for Ctrl-C: {error}"))?;

    println!("listening on {}", server.base_url());
    println!("a window on it, for a browser: http://{}/", server.address());
    println!("api token: {}", toggl.api_token());
    println!("e-mail and password: {} / {}", toggl.email(), toggl.password());
    println!("try: curl -u {}:api_token {}/me", toggl.api_token(), server.base_url());
    // This fails only without a handler, and then there is nothing to wait for.
    let _ = stopped.recv();
    Ok(())
}
