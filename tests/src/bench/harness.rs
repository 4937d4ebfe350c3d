//! A harness that measures times on a machine that others use too.
//!
//! It exists because ratios matter here: criterion and divan measure one case after the other, so that a neighbour who
//! wakes up in between changes the ratio. Here all cases take turns in every round, and the medians over the rounds are
//! compared.

use std::env;
use std::fmt;
use std::process::{Command, exit};
use std::time::Instant;

use super::server::Server;

/// One piece of work, to be repeated many times.
pub struct Case {
    /// Its name in the table.
    pub name: &'static str,
    run: Box<dyn FnMut()>,
}

impl Case {
    /// Creates a case that does `work` and drops its result, each time it is run.
    pub fn new<R>(name: &'static str, mut work: impl FnMut() -> R + 'static) -> Self {
        Case {
            name,
            run: Box::new(move || {
                std::hint::black_box(work());
            }),
        }
    }

    /// Does the work once.
    pub fn run(&mut self) {
        (self.run)();
    }

    /// Returns the time that one of `iterations` takes, in nanoseconds.
    fn time(&mut self, iterations: u32) -> f64 {
        let start = Instant::now();
        for _ in 0..iterations {
            self.run();
        }
        start.elapsed().as_nanos() as f64 / f64::from(iterations)
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The cases of one table.
#[derive(Debug)]
pub struct Group {
    /// The title of the table.
    pub title: &'static str,
    /// The number of pieces in one run: the table shows the time, or count, of one piece.
    pub pieces: usize,
    /// The cases, the first of which is the base of the ratios.
    pub cases: Vec<Case>,
    /// The server that the cases call, where they call one.
    pub server: Option<Server>,
}

impl Group {
    /// Prints for each case the figure for one piece of work, and its ratio to the first case's.
    pub fn print(&self, unit: &str, figures: &[f64]) {
        let width = self.cases.iter().map(|case| case.name.len()).max().unwrap_or(0).max(self.title.len());
        println!("| {:width$} | {unit:>12} | ratio |\n| {:-<width$} | -----------: | ----: |", self.title, "");
        for (case, figure) in self.cases.iter().zip(figures) {
            let each = figure / self.pieces as f64;
            let digits = if each < 100.0 { 2 } else { 0 };
            println!("| {:width$} | {each:12.digits$} | {:5.2} |", case.name, figure / figures[0]);
        }
        println!();
    }
}

/// The number of turns of each case.
const ROUNDS: usize = 31;
/// The approximate time of a turn, in nanoseconds.
const TURN: f64 = 8e6;

/// Returns the median over the rounds of each case's time for one run, in nanoseconds.
pub fn medians(cases: &mut [Case]) -> Vec<f64> {
    let iterations: Vec<u32> = cases.iter_mut().map(calibrate).collect();
    let mut times = vec![Vec::with_capacity(ROUNDS); cases.len()];
    for _ in 0..ROUNDS {
        for ((case, iterations), times) in cases.iter_mut().zip(&iterations).zip(&mut times) {
            times.push(case.time(*iterations));
        }
    }
    times.into_iter().map(median).collect()
}

/// Returns the number of runs that fit into a turn.
fn calibrate(case: &mut Case) -> u32 {
    let mut iterations = 1;
    loop {
        let one = case.time(iterations).max(1.0);
        if one * f64::from(iterations) >= TURN / 4.0 {
            return (TURN / one).ceil() as u32;
        }
        iterations *= 2;
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Restarts this program on one core, with priority over everything else there, where the machine allows it, and says
/// so where it does not.
pub fn pin() {
    const PINNED: &str = "TOGGL_ME_BENCH_PINNED";
    if env::var_os(PINNED).is_some() {
        return;
    }
    let pinned = || {
        let mut command = Command::new("chrt");
        command.args(["-f", "10", "taskset", "-c", "0"]);
        command
    };
    if pinned().arg("true").status().is_ok_and(|status| status.success()) {
        let program = env::current_exe().expect("a program");
        let status = pinned().arg(program).args(env::args_os().skip(1)).env(PINNED, "1").status();
        exit(status.ok().and_then(|status| status.code()).unwrap_or(1));
    }
    println!("(not pinned to a core: `chrt -f 10 taskset -c 0` is refused here)\n");
}
