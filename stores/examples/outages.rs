//! Shows what it costs programs when their Redis server fails in the middle of an hour, against a fake Toggl in the process.
//!
//! ```sh
//! cargo run -p toggl-me-stores --features redis --release --example outages    # starts Redis servers, if one is installed
//! ```
//!
//! Each line is an hour of its own: four programs make 10 calls each, as fast as they can, with 5 ms in between. After
//! 12 calls the server fails. Later it is back, and a program that has just started makes a call.

#[cfg(unix)]
#[path = "../tests/redis/fleet.rs"]
#[allow(dead_code, reason = "each program uses a part of it")]
mod fleet;
#[path = "../tests/folder/mod.rs"]
mod folder;
#[cfg(unix)]
#[path = "../tests/redis/server.rs"]
#[allow(dead_code, reason = "each program uses a part of it")]
mod server;
#[cfg(unix)]
#[path = "../tests/redis/way.rs"]
mod way;

#[cfg(unix)]
fn main() {
    unix::main();
}

#[cfg(not(unix))]
fn main() {
    println!("it has nothing to show here: its servers need Unix sockets");
}

#[cfg(unix)]
mod unix {
    use std::thread;
    use std::time::{Duration, Instant};

    use toggl_me_stores::redis::cmd;

    use crate::fleet::{Became, Fleet, ask};
    use crate::server::Server;
    use crate::way::Way;

    const PROGRAMS: usize = 4;
    const CALLS: usize = 10;
    const BEFORE: u64 = 12;
    /// The default.
    const LIMIT: Duration = Duration::from_secs(1);

    /// A server, its replica, and the address of the one that is in use.
    struct Scene {
        server: Server,
        replica: Server,
        way: Way,
    }

    type Act = fn(&mut Scene, &Fleet);

    /// What happens in the middle, and how it is repaired.
    const OUTAGES: [(&str, Act, Act); 7] = [
        ("none", |_, _| {}, |_, _| {}),
        ("stopped, then empty", |scene, _| scene.server.stop(), |scene, _| scene.server.restart()),
        ("paused", |scene, _| engine(scene, &["CLIENT", "PAUSE", "3000"]), |scene, _| engine(scene, &["PING"])),
        ("restarted, empty", |scene, _| scene.server.restart(), |_, _| {}),
        (
            "out of memory",
            |scene, _| engine(scene, &["CONFIG", "SET", "maxmemory", "1000"]),
            |scene, _| engine(scene, &["CONFIG", "SET", "maxmemory", "0"]),
        ),
        ("failing over", |scene, _| fail_over(scene, || {}), |_, _| {}),
        ("failing over, 8 late", |scene, fleet| fail_over(scene, || wait(fleet, BEFORE + 8)), |_, _| {}),
    ];

    fn engine(scene: &Scene, words: &[&str]) {
        cmd(words[0]).arg(&words[1..]).exec(&mut scene.server.connect()).unwrap();
    }

    fn fail_over(scene: &Scene, meanwhile: impl FnOnce()) {
        scene.replica.promote(&scene.server);
        meanwhile();
        scene.way.lead_to(scene.replica.port());
    }

    /// Waits until this many calls were sent.
    fn wait(fleet: &Fleet, sent: u64) {
        while fleet.toggl.requests() < sent {
            thread::sleep(Duration::from_micros(200));
        }
    }

    pub fn main() {
        println!(
            "| the server is | sent | refused by Toggl | alone | failed | the longest call, ms | the median, ms | sent by a newcomer |"
        );
        println!("| --- | --: | --: | --: | --: | --: | --: | --: |");
        for (name, fail, mend) in OUTAGES {
            let Some(server) = Server::start() else { return };
            let (replica, way) = (server.replica(), Way::to(server.port()));
            let mut scene = Scene { server, replica, way };
            let fleet = Fleet::of(PROGRAMS, scene.way.as_ref(), LIMIT);
            let mut calls = spend(&fleet, || fail(&mut scene, &fleet));
            let sent = fleet.toggl.requests();

            mend(&mut scene, &fleet);
            fleet.wait_for_the_pause();
            fleet.programs.iter().for_each(|program| {
                ask(program);
            });
            let before = fleet.toggl.requests();
            ask(&fleet.newcomer());
            let newcomer = fleet.toggl.requests() - before;

            calls.sort_by_key(|call| call.1);
            let count = |what| calls.iter().filter(|call| call.0 == what).count();
            let (refused, alone, failed) = (count(Became::Refused), count(Became::SentAlone), count(Became::Failed));
            let milliseconds = |index: usize| calls[index].1.as_secs_f64() * 1e3;
            let (longest, median) = (milliseconds(calls.len() - 1), milliseconds(calls.len() / 2));
            println!("| {name} | {sent} | {refused} | {alone} | {failed} | {longest:.1} | {median:.2} | {newcomer} |");
        }
    }

    /// Lets all programs make their calls, while the server fails. Returns the result of each call, and its time.
    fn spend(fleet: &Fleet, fail: impl FnOnce()) -> Vec<(Became, Duration)> {
        thread::scope(|scope| {
            let call = |program| {
                thread::sleep(Duration::from_millis(5));
                let start = Instant::now();
                (ask(program), start.elapsed())
            };
            let run = |program| scope.spawn(move || (0..CALLS).map(|_| call(program)).collect::<Vec<_>>());
            let runs: Vec<_> = fleet.programs.iter().map(run).collect();
            wait(fleet, BEFORE);
            fail();
            runs.into_iter().flat_map(|run| run.join().unwrap()).collect()
        })
    }
}
