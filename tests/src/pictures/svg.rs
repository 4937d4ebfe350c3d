//! [`Picture`]: the few shapes that the pictures are made of.

use std::fmt::{Display, Write as _};

/// What a shape is for, which decides its colours.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ink {
    /// What these crates do.
    Ours,
    /// What somebody else does.
    Theirs,
    /// What goes wrong.
    Refused,
}

impl Ink {
    fn class(self) -> &'static str {
        match self {
            Ink::Ours => "ours",
            Ink::Theirs => "theirs",
            Ink::Refused => "refused",
        }
    }
}

/// The side of its point on which a text stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// The colours, which differ between light and dark.
const LIGHT: &str =
    "--ground: #ffffff; --text: #1f2328; --line: #59636e; --ours: #cfe3fb; --theirs: #eaeef2; --refused: #ffc9c2";
const DARK: &str =
    "--ground: #0d1117; --text: #e6edf3; --line: #9198a1; --ours: #1c4a7e; --theirs: #3a424e; --refused: #8e1f28";

/// In a page of rustdoc, a picture's styles apply to the whole page, so all of them are below one class. The page's theme
/// takes precedence over the system's preference, and its variables over the picture's.
fn style() -> String {
    format!(
        "<style>
.toggl-me {{ {LIGHT}; max-width: 100%; height: auto }}
@media (prefers-color-scheme: dark) {{ .toggl-me {{ {DARK} }} }}
:root[data-theme=light] .toggl-me {{ {LIGHT} }}
:root[data-theme=dark] .toggl-me, :root[data-theme=ayu] .toggl-me {{ {DARK} }}
.toggl-me text {{ font: 14px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: var(--main-color, var(--text)) }}
.toggl-me .small {{ font-size: 12px }}
.toggl-me .head {{ font-weight: 600 }}
.toggl-me .ground {{ fill: var(--main-background-color, var(--ground)) }}
.toggl-me .ours {{ fill: var(--ours) }}
.toggl-me .theirs {{ fill: var(--theirs) }}
.toggl-me .refused {{ fill: var(--refused) }}
.toggl-me .box {{ stroke: var(--line); stroke-width: 1 }}
.toggl-me .arrow {{ stroke: var(--line); stroke-width: 1.5; fill: none }}
.toggl-me .tip {{ fill: var(--line) }}
</style>"
    )
}

/// A drawing of this size, in units that are pixels if there is room for them.
#[derive(Debug)]
pub(super) struct Picture {
    width: i32,
    height: i32,
    shapes: String,
}

impl Picture {
    pub(super) fn new(width: i32, height: i32) -> Self {
        Picture { width, height, shapes: String::new() }
    }

    fn shape(&mut self, shape: impl Display) {
        writeln!(self.shapes, "{shape}").expect("a text takes any");
    }

    fn written(&mut self, class: &str, anchor: Anchor, (x, y): (i32, i32), text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        self.shape(format_args!(r#"<text class="{class}" text-anchor="{anchor}" x="{x}" y="{y}">{text}</text>"#));
    }

    pub(super) fn text(&mut self, anchor: Anchor, at: (i32, i32), text: &str) {
        self.written("", anchor, at, text);
    }

    pub(super) fn heading(&mut self, at: (i32, i32), text: &str) {
        self.written("head", Anchor::Start, at, text);
    }

    pub(super) fn note(&mut self, anchor: Anchor, at: (i32, i32), text: &str) {
        self.written("small", anchor, at, text);
    }

    /// Draws a bar without a text.
    pub(super) fn bar(&mut self, ink: Ink, (x, y): (i32, i32), (width, height): (i32, i32)) {
        let class = ink.class();
        self.shape(format_args!(r#"<rect class="{class} box" x="{x}" y="{y}" width="{width}" height="{height}"/>"#));
    }

    /// Draws a box around its texts, the first of them in bold, with its middle at a point.
    pub(super) fn node(&mut self, ink: Ink, (x, y): (i32, i32), (width, height): (i32, i32), texts: &[&str]) {
        let (class, left, top) = (ink.class(), x - width / 2, y - height / 2);
        self.shape(format_args!(
            r#"<rect class="{class} box" x="{left}" y="{top}" width="{width}" height="{height}" rx="6"/>"#
        ));
        let below = 18 * (i32::try_from(texts.len()).expect("few texts") - 1);
        for (line, text) in (0..).zip(texts) {
            let class = if line == 0 { "head" } else { "small" };
            self.written(class, Anchor::Middle, (x, y + 5 - below / 2 + 18 * line), text);
        }
    }

    /// Draws a line through points, with an arrowhead at its end.
    pub(super) fn arrow(&mut self, points: &[(i32, i32)]) {
        let path: Vec<_> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        self.shape(format_args!(r#"<polyline class="arrow" points="{}"/>"#, path.join(" ")));
        let [.., (from_x, from_y), (x, y)] = *points else { panic!("an arrow has two ends") };
        let (dx, dy) = ((x - from_x).signum(), (y - from_y).signum());
        let corner = |side: i32| (x - 8 * dx + 4 * side * dy, y - 8 * dy + 4 * side * dx);
        let ((ax, ay), (bx, by)) = (corner(1), corner(-1));
        self.shape(format_args!(r#"<polygon class="tip" points="{x},{y} {ax},{ay} {bx},{by}"/>"#));
    }

    /// Returns the picture, with a text for readers who do not see it. It has no empty line, because Markdown would end it
    /// there.
    pub(super) fn finish(self, title: &str) -> String {
        let Picture { width, height, shapes } = self;
        format!(
            "<svg class=\"toggl-me\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\">\n<title>{title}</title>\n{}\n\
             <rect class=\"ground\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>\n{shapes}</svg>\n",
            style(),
        )
    }
}
