//! Writes the inputs that fuzzing begins with into `corpus/`: responses as real servers send them, requests that the fake
//! understands, and sequences of events.

use std::path::Path;
use std::{fs, io};

use http::{Request, StatusCode};
use toggl_me_core::me::{
    CheckLostPasswordCode, GetLocation, GetMe, GetWebTimer, ListClients, ListFeatures, ListOrganizations, ListProjects,
    ListTags, ListTasks, ListTrackReminders,
};
use toggl_me_core::{Context, Credentials, EndpointExt as _};
use toggl_me_transport_test::strategies::proptest::strategy::{Strategy, ValueTree as _};
use toggl_me_transport_test::strategies::proptest::test_runner::TestRunner;
use toggl_me_transport_test::strategies::{self, Call, Sampled};
use toggl_me_transport_test::{FakeToggl, TestClock};

fn main() -> io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    write(&corpus.join("responses"), responses())?;
    write(&corpus.join("machines"), machines())?;
    write(&corpus.join("fake_server"), fake_server())
}

fn write(folder: &Path, inputs: Vec<Vec<u8>>) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (number, input) in inputs.iter().enumerate() {
        fs::write(folder.join(format!("seed-{number:03}")), input)?;
    }
    println!("{}: {} seeds", folder.display(), inputs.len());
    Ok(())
}

fn draw<S: Strategy>(strategy: &S, runner: &mut TestRunner) -> S::Value {
    strategy.new_tree(runner).expect("a strategy draws").current()
}

/// Writes a response as the target `responses` reads it.
fn response(endpoint: usize, status: StatusCode, headers: &str, body: &[u8]) -> Vec<u8> {
    let [high, low] = (status.as_u16() - 100).to_be_bytes();
    [&[endpoint as u8, high, low], headers.as_bytes(), b"\n", body].concat()
}

fn responses() -> Vec<Vec<u8>> {
    const REFUSALS: [(u16, &str, &str); 8] = [
        (400, "", "\"Current password is not valid\""),
        (402, "x-toggl-quota-remaining: 0\nx-toggl-quota-resets-in: 1838\n", ""),
        (402, "", "You have hit your hourly limit for API calls. Your quota will reset in 1838 seconds."),
        (403, "x-remaining-login-attempts: 3\n", "\"Incorrect username and/or password\""),
        (404, "x-toggl-request-id: r-7\n", "{\"error_message\":{\"default_message\":\"no such thing\"}}"),
        (429, "retry-after: Tue, 24 Nov 2026 06:00:00 GMT\n", "<html><h1>429 Too Many Requests</h1></html>"),
        (429, "retry-after: 7\n", "{\"code\":429,\"message\":\"slow down\"}"),
        (503, "", ""),
    ];
    let calls = strategies::plainest_calls();
    let mut inputs = Vec::new();
    samples::<GetMe>(&calls, &mut inputs);
    samples::<GetLocation>(&calls, &mut inputs);
    samples::<GetWebTimer>(&calls, &mut inputs);
    samples::<CheckLostPasswordCode>(&calls, &mut inputs);
    samples::<ListClients>(&calls, &mut inputs);
    samples::<ListFeatures>(&calls, &mut inputs);
    samples::<ListOrganizations>(&calls, &mut inputs);
    samples::<ListProjects>(&calls, &mut inputs);
    samples::<ListTags>(&calls, &mut inputs);
    samples::<ListTasks>(&calls, &mut inputs);
    samples::<ListTrackReminders>(&calls, &mut inputs);
    for (number, (status, headers, body)) in REFUSALS.iter().enumerate() {
        let status = StatusCode::from_u16(*status).expect("these are statuses");
        inputs.push(response(number, status, headers, body.as_bytes()));
    }
    for endpoint in 0..calls.len() {
        inputs.push(response(endpoint, StatusCode::OK, "", b"{\"id\":7}"));
        inputs.push(response(endpoint, StatusCode::OK, "", b"[{\"id\":7,\"name\":\"a\"}]"));
    }
    inputs
}

/// Adds some responses to one endpoint.
fn samples<E: Sampled>(calls: &[Call], inputs: &mut Vec<Vec<u8>>) {
    let mut runner = TestRunner::deterministic();
    let endpoint = calls.iter().position(|call| call.endpoint() == E::INFO).expect("it is one of all");
    for _ in 0..5 {
        let sample = draw(&strategies::response::<E>(), &mut runner);
        inputs.push(response(endpoint, StatusCode::OK, "", &sample.body));
    }
}

/// Returns a few events for each machine, from pseudo-random numbers.
fn machines() -> Vec<Vec<u8>> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_be_bytes()[3]
    };
    (0..64).map(|machine| std::iter::once(machine).chain((0..200).map(|_| next())).collect()).collect()
}

fn fake_server() -> Vec<Vec<u8>> {
    const BY_HAND: [&[u8]; 6] = [
        b"GET /api/v9/me/location HTTP/1.0\r\n\r\n",
        b"GET /api/v9/me HTTP/1.1\r\nhost: x\r\n\r\nGET /api/v9/me/location HTTP/1.1\r\nhost: x\r\n\r\n",
        b"PUT /api/v9/me HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n2;e=1\r\n{}\r\n0\r\nTrailer: t\r\n\r\n",
        b"POST /api/v9/me/lost_passwords HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n{}",
        b"OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ];
    let toggl = FakeToggl::with_clock(TestClock::new()).demo_account();
    let context = Context::new(Credentials::api_token(toggl.api_token())).expect("a token is one");
    let mut runner = TestRunner::deterministic();
    let mut calls = strategies::plainest_calls();
    calls.extend((0..60).map(|_| draw(&strategies::call(), &mut runner)));
    let requests = calls.iter().filter_map(|call| call.to_request(&context).ok());
    BY_HAND.iter().map(|bytes| bytes.to_vec()).chain(requests.map(|request| written(&request))).collect()
}

/// Writes the request as it goes over a connection.
fn written(request: &Request<Vec<u8>>) -> Vec<u8> {
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let mut bytes = format!("{} {target} HTTP/1.1\r\nhost: toggl.example\r\n", request.method()).into_bytes();
    for (name, value) in request.headers() {
        bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    bytes.extend(b"\r\n");
    bytes.extend(request.body());
    bytes
}
