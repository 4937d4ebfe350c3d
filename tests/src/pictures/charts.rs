//! Draws what the board of buttons spends, and tables of `PERFORMANCE.md`, as bars.

use crate::buttons::{Board, Report, Way, run};

use super::svg::Anchor::{End, Start};
use super::svg::Ink::{self, Ours, Refused, Theirs};
use super::svg::Picture;

const WIDTH: i32 = 840;
/// Where bars begin, after their labels.
const LEFT: i32 = 285;
/// The length of the longest bar.
const LONGEST: f64 = 370.0;
const ROW: i32 = 28;

/// A bar: its label, the length of each of its parts, and the figure behind it.
struct Bar {
    label: String,
    parts: Vec<(Ink, f64)>,
    told: String,
}

/// A table as bars, the longest of which is as long as the longest of every other table.
struct Panel {
    heading: &'static str,
    bars: Vec<Bar>,
}

fn draw(title: &str, panels: &[Panel]) -> String {
    let rows: usize = panels.iter().map(|panel| panel.bars.len() + 2).sum();
    let mut picture = Picture::new(WIDTH, ROW * i32::try_from(rows).expect("few rows"));
    let mut y = 0;
    for Panel { heading, bars } in panels {
        y += ROW;
        picture.heading((15, y - 4), heading);
        let longest = bars.iter().map(|bar| bar.parts.iter().map(|(_, value)| value).sum()).fold(0.0, f64::max);
        for Bar { label, parts, told } in bars {
            picture.text(End, (LEFT - 10, y + 19), label);
            let mut x = LEFT;
            for &(ink, value) in parts.iter().filter(|(_, value)| *value > 0.0) {
                let length = ((value / longest * LONGEST) as i32).max(2);
                picture.bar(ink, (x, y + 4), (length, ROW - 8));
                x += length;
            }
            picture.text(Start, (x + 8, y + 19), told);
            y += ROW;
        }
        y += ROW;
    }
    picture.finish(title)
}

pub(super) fn buttons() -> String {
    let board = Board::default();
    let bar = |label: &str, report: &Report| {
        let (sent, refused) = (report.total(|hour| hour.sent), report.total(|hour| hour.refused));
        let told = match refused {
            0 => format!("{}, none refused", grouped(sent.into())),
            _ => format!("{}, {} refused", grouped(sent.into()), grouped(refused.into())),
        };
        let parts = vec![(Ours, f64::from(sent - refused)), (Refused, f64::from(refused))];
        Bar { label: label.to_owned(), parts, told }
    };
    let bars = vec![
        bar("without a dispatcher", &run(&Board { way: Way::Bare, ..board.clone() })),
        bar("store lost every minute", &run(&Board { restart_every: 1, keep_store: false, ..board.clone() })),
        bar("store lost every 7 minutes", &run(&Board { keep_store: false, ..board.clone() })),
        bar("store kept", &run(&board)),
    ];
    let heading = "Requests that 23 buttons send in eight hours, when each asks every minute";
    draw("Requests that a board of 23 buttons sends", &[Panel { heading, bars }])
}

pub(super) fn times(performance: &str) -> String {
    let panel = |heading, title, has| Panel { heading, bars: bars(performance, title, "ns", has, "ns") };
    draw(
        "What decodes and calls take",
        &[
            panel("Decode one of 10,000 projects", "decode 10,000 projects, each", "toggl-me-core"),
            panel("Call GET /me on loopback", "call GET /me", "ureq at its best, same decode"),
            panel("Call GET /me on loopback, in another run", "call GET /me", "toggl-track 0.1.0"),
        ],
    )
}

pub(super) fn footprint(performance: &str) -> String {
    let panel = |heading, column, unit| Panel { heading, bars: bars(performance, "one GET /me", column, "ours", unit) };
    draw(
        "What a program brings along that makes one call",
        &[
            panel("Crates that are built", "crates", ""),
            panel("CPU time of a release build", "build, CPU s", "s"),
            panel("Size of the program", "size, KiB", "KiB"),
        ],
    )
}

/// Writes a figure as `11,040` or `70.5`.
fn grouped(value: f64) -> String {
    let text = value.to_string();
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let split = whole.len().saturating_sub(3);
    if split == 0 { text } else { format!("{},{}{fraction}", &whole[..split], &whole[split..]) }
}

/// Returns the bars of a column of the table that begins with this title and has a row of this name.
fn bars(performance: &str, title: &str, column: &str, has: &str, unit: &str) -> Vec<Bar> {
    let lines: Vec<Vec<&str>> = performance.lines().map(cells).collect();
    let tables = lines.split(|cells| cells.len() < 2);
    let mut found = tables.filter_map(|table| {
        let (head, rows) = table.split_first()?;
        let column = head.iter().position(|name| *name == column)?;
        let rows = rows.get(1..)?;
        (head[0] == title && rows.iter().any(|row| row[0] == has)).then_some((column, rows))
    });
    let (column, rows) = found.next().unwrap_or_else(|| panic!("no table {title:?} in {column} with a row {has:?}"));
    let bar = |row: &Vec<&str>| {
        let value: f64 = row[column].parse().unwrap_or_else(|_| panic!("no figure in {title:?}: {row:?}"));
        let ours =
            ["toggl-me", "toggl-me-core", "ours", "core", "field"].contains(&row[0].split(',').next().unwrap_or(""));
        let ink = if ours { Ours } else { Theirs };
        let label = row[0].trim_start_matches("toggl-me-core, ").to_owned();
        Bar { label, parts: vec![(ink, value)], told: format!("{} {unit}", grouped(value)).trim_end().to_owned() }
    };
    rows.iter().map(bar).collect()
}

fn cells(line: &str) -> Vec<&str> {
    match line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|')) {
        Some(row) => row.split('|').map(str::trim).collect(),
        None => Vec::new(),
    }
}
