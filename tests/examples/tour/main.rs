//! Calls every operation of fake Toggls that it starts itself, and prints what came back. With a token or a base URL, it
//! calls the documented reading operations of that server instead.

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use calls::Tour;
use toggl_me_core::{Context, Credentials, context::DEFAULT_BASE_URL};
use toggl_me_transport_test::{FakeServer, FakeToggl};

mod calls;
mod documented;
mod further;

const USAGE: &str = "\
Calls the operations of the Toggl Track /me API and prints what comes back.

    cargo run --example tour                           every operation, against fakes on this machine
    TOGGL_API_TOKEN=... cargo run --example tour       the 12 reading operations, against Toggl
    ... cargo run --example tour -- --base-url URL     the same, against another server";

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("tour: {error} (--help explains the usage)");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool, Box<dyn Error>> {
    let Some(base_url) = base_url()? else {
        println!("{USAGE}");
        return Ok(true);
    };
    let token = std::env::var("TOGGL_API_TOKEN").ok();
    match (base_url, token) {
        (BaseUrl::NotGiven, None) => Ok(documented_on_a_fake()? & further_on_a_fake()?),
        (BaseUrl::NotGiven, Some(token)) => reading(DEFAULT_BASE_URL, token),
        (BaseUrl::Given(url), Some(token)) => reading(&url, token),
        (BaseUrl::Given(_), None) => Err("--base-url needs a token: set TOGGL_API_TOKEN".into()),
    }
}

enum BaseUrl {
    NotGiven,
    Given(String),
}

/// Reads the arguments; `None` if they ask for help.
fn base_url() -> Result<Option<BaseUrl>, lexopt::Error> {
    use lexopt::Arg::{Long, Short};
    use lexopt::ValueExt as _;

    let mut base_url = BaseUrl::NotGiven;
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("base-url") => base_url = BaseUrl::Given(arguments.value()?.string()?),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(base_url))
}

/// Calls the reading operations, a second apart, as the server's leaky bucket demands.
fn reading(base_url: &str, token: String) -> Result<bool, Box<dyn Error>> {
    let context = Context::new(Credentials::api_token(token))?.with_base_url(base_url)?;
    println!("Calling {} as the owner of the token.", context.base_url());
    println!("This spends 11 of the hour's 30 requests (the location is not counted). Nothing is changed.\n");
    let mut tour = Tour::new(context, Duration::from_secs(1))?;
    documented::read(&mut tour);
    Ok(tour.finish(12, "operations"))
}

/// Calls every documented operation; those that change or close the account come last.
fn documented_on_a_fake() -> Result<bool, Box<dyn Error>> {
    let fake = FakeToggl::demo();
    let server = FakeServer::start(fake.clone());
    let context = Context::new(Credentials::api_token(fake.api_token()))?.with_base_url(&server.base_url())?;
    println!("Calling a fake Toggl on {}.\n", context.base_url());
    let mut tour = Tour::new(context, Duration::ZERO)?;
    documented::read(&mut tour);
    documented::change(&mut tour, &fake);
    println!("\n* in the form that the server has, beside the documented one");
    Ok(tour.finish(17, "operations"))
}

/// Calls every other operation; the one that ends the token comes last.
fn further_on_a_fake() -> Result<bool, Box<dyn Error>> {
    let fake = FakeToggl::demo();
    let server = FakeServer::start(fake.clone());
    let context = Context::new(Credentials::api_token(fake.api_token()))?.with_base_url(&server.base_url())?;
    println!("\nCalling another fake Toggl on {}, which has all 30 requests of the hour left.", context.base_url());
    println!("29 of the further operations count; the two with a code of their own need no login.\n");
    let mut tour = Tour::new(context, Duration::ZERO)?;
    further::read(&mut tour);
    further::change(&mut tour, &fake);
    Ok(tour.finish(31, "further operations"))
}
