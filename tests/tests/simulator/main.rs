//! Runs calls of virtual processes over one store, against a model of the server, in virtual time. Each seed gives one
//! run.

mod operations;
mod random;
mod run;
mod server;
mod store;
mod time;
mod witness;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::run::{Figures, Run};
use crate::world::{WORLDS, World};

/// The number of seeds for each world; `SIMULATOR_SEEDS` sets another one.
const SEEDS: u64 = 700;

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

fn run(world: &'static World, seed: u64, shows: bool) -> Result<Figures, String> {
    catch_unwind(AssertUnwindSafe(|| Run::new(world, seed, shows).run_to_its_end()))
        .unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Err(format!("it panicked: {}", text.unwrap_or_default()))
        })
        .map_err(|problem| {
            let name = world.name;
            format!("{problem}\n    to see it: SIMULATOR_WORLD='{name}' SIMULATOR_SEED={seed} cargo test -p toggl-me-tests --test simulator -- --nocapture")
        })
}

/// `SIMULATOR_WORLD` runs only the worlds with this in their name; `SIMULATOR_SEED` runs only this seed and shows what
/// happens.
#[test]
fn every_promise_is_kept_in_every_world() {
    let only = variable("SIMULATOR_WORLD");
    let worlds: Vec<&'static World> =
        WORLDS.iter().filter(|world| only.as_deref().is_none_or(|name| world.name.contains(name))).collect();
    if let Some(seed) = variable("SIMULATOR_SEED") {
        let exact = worlds.iter().find(|world| Some(world.name) == only.as_deref()).or(worlds.first());
        let figures = run(exact.expect("there is such a world"), seed.parse().expect("a seed is a number"), true);
        println!("{:?}", figures.unwrap_or_else(|problem| panic!("{problem}")));
        return;
    }
    let seeds: u64 = variable("SIMULATOR_SEEDS").map_or(SEEDS, |text| text.parse().expect("a number of seeds"));
    let keeps_going = variable("SIMULATOR_ALL").is_some();
    let runs = seeds * worlds.len() as u64;
    let (next, sum) = (AtomicU64::new(0), Mutex::new(Figures::default()));
    let problems = Mutex::new(Vec::new());
    let failed: Vec<AtomicU64> = worlds.iter().map(|_| AtomicU64::new(0)).collect();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                let mut own = Figures::default();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= runs {
                        break;
                    }
                    // Neighbours come from different worlds, so that a fault in any of them shows early.
                    let (index, seed) = ((number % worlds.len() as u64) as usize, number / worlds.len() as u64);
                    match run(worlds[index], seed, false) {
                        Ok(figures) => own.add(&figures),
                        Err(problem) => {
                            let problem = format!("\"{}\", seed {seed}: {problem}", worlds[index].name);
                            match keeps_going {
                                true => println!("{problem}"),
                                false => next.store(runs, Ordering::Relaxed),
                            }
                            if failed[index].fetch_add(1, Ordering::Relaxed) == 0 {
                                problems.lock().unwrap().push(problem);
                            }
                        }
                    }
                }
                sum.lock().unwrap().add(&own);
            });
        }
    });
    println!("{runs} runs of {} worlds: {:?}", worlds.len(), sum.into_inner().unwrap());
    let problems = problems.into_inner().unwrap();
    for (world, failed) in worlds.iter().zip(&failed) {
        let failed = failed.load(Ordering::Relaxed);
        if failed > 0 && keeps_going {
            println!("{failed} of {seeds} seeds of \"{}\" fail", world.name);
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
