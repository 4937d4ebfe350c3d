//! The account that people see first.

use std::time::Duration;

use jiff::civil::Weekday;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::{
    Account, Client, FakeToggl, Favorite, Location, Organization, Project, Reminder, Tag, Task, TimeEntry, Timesheet,
    Workspace,
};

impl FakeToggl {
    /// Adds a believable account: `mari.tamm@example.com` with two organizations, clients, active and archived projects,
    /// tags, tasks, reminders, favorites, timesheets, preferences, and time entries of the last days, one of which is
    /// running. Also sets the [location](FakeToggl::location).
    #[must_use]
    #[track_caller]
    pub fn demo_account(self) -> Self {
        let account = account(self.time.wall());
        self.account(account).location(Location::new("Tartu", "58.377983,26.729038", "Tartumaa", "EE", "Estonia"))
    }
}

fn account(now: Timestamp) -> Account {
    let hours_ago = |hours: i64| now.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(now);
    let days_ago = |days: i64| hours_ago(24 * days);
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    let today = Offset::UTC.to_datetime(now).date();
    let monday = today.saturating_sub(i32::from(today.weekday().since(Weekday::Monday)).days());
    Account::new("mari.tamm@example.com", "correct horse battery")
        .fullname("Mari Tamm")
        .organization(Organization::new("Tamm Studio").starter())
        .organization(Organization::new("Kodu").trial_ends(days_ago(-20)).not_owned())
        .workspace(Workspace::new("Studio"))
        .workspace(Workspace::new("Home").organization("Kodu"))
        .client(Client::new("Põhjala Bakery").changed(days_ago(400)))
        .client(Client::new("Lighthouse Museum").notes("Invoices to the curator").changed(days_ago(200)))
        .client(Client::new("Tamm & Daughters").changed(days_ago(30)))
        .client(Client::new("Old Mill").archived().changed(days_ago(70)))
        .project(
            Project::new("Web shop")
                .client("Põhjala Bakery")
                .color("#0b83d9")
                .rate(85.0, "EUR")
                .estimated_hours(120)
                .pinned()
                .changed(days_ago(90)),
        )
        .project(Project::new("Newsletter").client("Põhjala Bakery").color("#c7741c").monthly().estimated_hours(8))
        .project(
            Project::new("Exhibition guide")
                .client("Lighthouse Museum")
                .color("#9e5bd9")
                .fixed_fee(4200.0, "EUR")
                .public()
                .changed(days_ago(60)),
        )
        .project(Project::new("Audio tour").client("Lighthouse Museum").color("#d94182").changed(days_ago(14)))
        .project(Project::new("Bookkeeping").client("Tamm & Daughters").color("#525266").changed(days_ago(30)))
        .project(Project::new("Flour labels").client("Old Mill").color("#465bb3").archived().changed(days_ago(300)))
        .project(Project::new("Opening hours").color("#2da608").archived().changed(days_ago(71)))
        .project(Project::new("Garden").workspace("Home").color("#566614").changed(days_ago(5)))
        .project(Project::new("Pitch that failed").color("#991102").changed(days_ago(40)).deleted(days_ago(10)))
        .tag(Tag::new("meeting").changed(days_ago(400)))
        .tag(Tag::new("design, first draft").changed(days_ago(90)))
        .tag(Tag::new("travel: train, bus").changed(days_ago(20)))
        .tag(Tag::new("urgent!").changed(days_ago(3)))
        .tag(Tag::new("weekend").workspace("Home").changed(days_ago(3)))
        .tag(Tag::new("to be sorted").changed(days_ago(60)).deleted(days_ago(12)))
        .task(Task::new("Product photos", "Web shop").estimated_seconds(6 * 3600).mine().changed(days_ago(21)))
        .task(Task::new("Checkout", "Web shop").estimated_seconds(40 * 3600).changed(days_ago(21)))
        .task(Task::new("Payment provider", "Web shop").done().changed(days_ago(9)))
        .task(Task::new("Interviews", "Audio tour").mine().changed(days_ago(13)))
        .reminder(Reminder::daily(6))
        .reminder(Reminder::weekly(30).for_the_user())
        .entry(TimeEntry::running("Translate the panels", hours_ago(1)).project("Exhibition guide"))
        .entry(
            TimeEntry::new("Basket and totals", hours_ago(5), minutes(155))
                .project("Web shop")
                .task("Checkout")
                .tag("urgent!")
                .billable(),
        )
        .entry(
            TimeEntry::new("Call with the curator", hours_ago(6), minutes(25))
                .project("Audio tour")
                .tag("meeting")
                .shared_with("Juhan Saar")
                .offered_to("Liis Kask"),
        )
        .entry(TimeEntry::new("", hours_ago(7), minutes(12)))
        .entry(
            TimeEntry::new("Photos of the rye loaves", hours_ago(29), minutes(190))
                .project("Web shop")
                .task("Product photos")
                .tag("travel: train, bus")
                .tag("design, first draft")
                .billable(),
        )
        .entry(TimeEntry::new("Invoices", hours_ago(33), minutes(48)).project("Bookkeeping"))
        .entry(TimeEntry::new("Spring issue", hours_ago(53), minutes(95)).project("Newsletter"))
        .entry(
            TimeEntry::new("Apple trees", hours_ago(77), minutes(130))
                .workspace("Home")
                .project("Garden")
                .tag("weekend"),
        )
        .entry(
            TimeEntry::new("Stand-up, by mistake", hours_ago(30), minutes(1))
                .changed(hours_ago(30))
                .deleted(hours_ago(29)),
        )
        .favorite(Favorite::new("Baking diary").project("Newsletter").created(days_ago(50)))
        .favorite(Favorite::new("Call with the curator").project("Audio tour").tag("meeting").created(days_ago(12)))
        .favorite(Favorite::new("Checkout").project("Web shop").task("Checkout").billable().created(days_ago(8)))
        .favorite(Favorite::new("Tax return").created(days_ago(80)).deleted(days_ago(15)))
        .timesheet(Timesheet::new(monday.saturating_sub(2.weeks())).approved(days_ago(6)))
        .timesheet(Timesheet::new(monday.saturating_sub(1.week())).submitted(hours_ago(20)))
        .timesheet(Timesheet::new(monday))
        .preference("ToSAcceptNeeded", true)
        .preference("CollapseTimeEntries", true)
        .preference("WebTimeEntryStarted", false)
        .desktop_preference("idle_detection_enabled", true)
        .desktop_preference("idle_detection_interval_in_minutes", 10)
        .desktop_preference("pomodoro_focus_interval_in_minutes", 25)
        .web_preference("ManualMode", false)
        .web_preference("charts_view_type", "bars")
        .flag("seen_tour", "2025-11")
}
