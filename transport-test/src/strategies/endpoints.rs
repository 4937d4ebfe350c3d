//! The endpoints: their requests and their responses.

use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::{Map, Value};
use toggl_me_core::Secret;
use toggl_me_core::codec::JsonOrText;
use toggl_me_core::me::{
    AcceptTos, AddFlags, AddPushService, CheckLogin, CheckLostPasswordCode, CloseAccount, ConfirmLostPassword,
    CreateFavorite, DateOrTime, DeleteFavorite, DisableProductEmails, DisableWeeklyReport, DownloadExport, EnableSso,
    FavoriteDetails, GetClientPreferences, GetCurrentTimeEntry, GetFlags, GetId, GetLocation, GetLostPassword, GetMe,
    GetPreferences, GetTimeEntry, GetTimeEntryChecklist, GetWebTimer, ListClients, ListExports, ListFavorites,
    ListFeatures, ListOrganizations, ListProjects, ListProjectsPage, ListPushServices, ListQuotas, ListTags, ListTasks,
    ListTimeEntries, ListTimeEntrySharing, ListTimesheets, ListTrackReminders, ListWorkspaces, PostLostPassword,
    RemovePushService, RequestExport, RequestLostPassword, ResetToken, SuggestFavorites, UpdateClientPreferences,
    UpdateFavorites, UpdateMe, UpdatePreferences,
};
use toggl_me_core::model::{Location, Preferences, PreferencesClient};

use super::call::Call;
use super::choices::Choices;
use super::models;
use super::object::{Object, any_map, draw_list, written_text};
use super::sample::{Drawn, Sample};

/// The draws for one endpoint.
#[derive(Clone, Copy)]
pub(super) struct Draw {
    pub(super) call: fn(&mut Choices) -> Call,
    /// Draws the body of a valid response.
    pub(super) body: fn(&mut Choices) -> Vec<u8>,
}

impl Draw {
    const fn of<E: Drawn>() -> Self {
        Draw { call: |choices| Call::new(E::draw_request(choices)), body: |choices| E::draw_response(choices).body }
    }
}

/// The draws for every endpoint.
pub(super) const ALL: [Draw; 50] = [
    Draw::of::<GetMe>(),
    Draw::of::<UpdateMe>(),
    Draw::of::<AcceptTos>(),
    Draw::of::<ListClients>(),
    Draw::of::<CloseAccount>(),
    Draw::of::<DisableProductEmails>(),
    Draw::of::<DisableWeeklyReport>(),
    Draw::of::<EnableSso>(),
    Draw::of::<ListExports>(),
    Draw::of::<RequestExport>(),
    Draw::of::<DownloadExport>(),
    Draw::of::<ListFavorites>(),
    Draw::of::<CreateFavorite>(),
    Draw::of::<UpdateFavorites>(),
    Draw::of::<SuggestFavorites>(),
    Draw::of::<DeleteFavorite>(),
    Draw::of::<ListFeatures>(),
    Draw::of::<GetFlags>(),
    Draw::of::<AddFlags>(),
    Draw::of::<GetId>(),
    Draw::of::<GetLocation>(),
    Draw::of::<CheckLogin>(),
    Draw::of::<GetLostPassword>(),
    Draw::of::<RequestLostPassword>(),
    Draw::of::<ConfirmLostPassword>(),
    Draw::of::<CheckLostPasswordCode>(),
    Draw::of::<PostLostPassword>(),
    Draw::of::<ListOrganizations>(),
    Draw::of::<GetPreferences>(),
    Draw::of::<UpdatePreferences>(),
    Draw::of::<GetClientPreferences>(),
    Draw::of::<UpdateClientPreferences>(),
    Draw::of::<ListProjects>(),
    Draw::of::<ListProjectsPage>(),
    Draw::of::<ListPushServices>(),
    Draw::of::<AddPushService>(),
    Draw::of::<RemovePushService>(),
    Draw::of::<ListQuotas>(),
    Draw::of::<ResetToken>(),
    Draw::of::<ListTags>(),
    Draw::of::<ListTasks>(),
    Draw::of::<ListTimeEntries>(),
    Draw::of::<GetTimeEntryChecklist>(),
    Draw::of::<GetCurrentTimeEntry>(),
    Draw::of::<GetTimeEntry>(),
    Draw::of::<ListTimeEntrySharing>(),
    Draw::of::<ListTimesheets>(),
    Draw::of::<ListTrackReminders>(),
    Draw::of::<GetWebTimer>(),
    Draw::of::<ListWorkspaces>(),
];

fn maybe<T>(choices: &mut Choices, draw: impl FnOnce(&mut Choices) -> T) -> Option<T> {
    choices.flag().then(|| draw(choices))
}

fn size(choices: &mut Choices) -> u32 {
    1 + choices.below(500) as u32
}

fn object<T>(choices: &mut Choices, model: impl FnOnce(&mut Object<'_>) -> T) -> Sample<T> {
    let (value, json) = Object::draw(choices, model);
    Sample::new(value, with_mark(json, choices))
}

/// Draws a list; `null` is an empty one.
fn list<T>(choices: &mut Choices, model: impl Fn(&mut Object<'_>) -> T) -> Sample<Vec<T>> {
    if choices.below(8) == 0 {
        return Sample::new(Vec::new(), "null");
    }
    let (values, json) = draw_list(choices, |choices| Object::draw(choices, &model));
    Sample::new(values, with_mark(json, choices))
}

/// Adds a byte order mark or a line break now and then, as proxies do.
fn with_mark(json: String, choices: &mut Choices) -> String {
    match choices.below(10) {
        9 => format!("\u{feff}{json}\n"),
        8 => format!(" \r\n{json}\n"),
        _ => json,
    }
}

/// Draws a sentence: as a JSON string, bare or empty.
fn text(choices: &mut Choices) -> Sample<String> {
    const SENTENCES: [&str; 3] =
        ["OK", "Please check your inbox for further instructions", "E-mail sent, s'il vous plaît"];
    match choices.below(4) {
        0 => Sample::new(String::new(), choices.pick(&["", "null", "\"\""])),
        1 => {
            let sentence = choices.pick(&SENTENCES);
            Sample::new(sentence.to_owned(), format!("{sentence}\n"))
        }
        _ => {
            let text = choices.text();
            let json = written_text(&text, choices);
            Sample::new(text, json)
        }
    }
}

/// Draws an empty body or a JSON string.
fn nothing(choices: &mut Choices) -> Sample<()> {
    match choices.below(3) {
        0 => Sample::new((), choices.pick(&["", "null", " \n"])),
        _ => Sample::new((), written_text(&choices.text(), choices)),
    }
}

fn token(choices: &mut Choices) -> Sample<Secret> {
    let token: String = (0..32).map(|_| choices.pick(&['0', '7', 'a', 'f'])).collect();
    let body = if choices.flag() { format!("{token}\n") } else { written_text(&token, choices) };
    Sample::new(token.into(), body)
}

fn object_or_text<T>(choices: &mut Choices, model: impl FnOnce(&mut Object<'_>) -> T) -> Sample<JsonOrText<T>> {
    if choices.below(4) == 0 {
        text(choices).map(JsonOrText::Text)
    } else {
        object(choices, model).map(JsonOrText::Json)
    }
}

fn flags(choices: &mut Choices) -> Sample<Map<String, Value>> {
    if choices.below(5) == 0 {
        return Sample::new(Map::new(), choices.pick(&["null", "", "{}"]));
    }
    let map = any_map(choices);
    Sample::new(map.clone(), with_mark(Value::from(map).to_string(), choices))
}

fn preferences(choices: &mut Choices) -> Sample<Preferences> {
    if choices.below(5) == 0 {
        return Sample::new(Preferences::new(), choices.pick(&["null", "[]", "{}"]));
    }
    let map = any_map(choices);
    Sample::new(map.clone().into(), with_mark(Value::from(map).to_string(), choices))
}

fn changed_preferences(choices: &mut Choices) -> Preferences {
    let mut preferences = Preferences::from(any_map(choices));
    preferences.set_beginning_of_week(choices.below(7) as u8);
    preferences
}

fn preferences_client(choices: &mut Choices) -> PreferencesClient {
    match choices.below(5) {
        4 => PreferencesClient::from(choices.some_text().as_str()),
        number if number % 2 == 0 => PreferencesClient::Web,
        _ => PreferencesClient::Desktop,
    }
}

/// Draws details with a description or a project, one of which is required.
fn favorite_details(choices: &mut Choices) -> FavoriteDetails {
    let workspace = match choices.int() {
        0 => 1,
        id => id,
    };
    let mut details = FavoriteDetails::new(workspace);
    details.description = maybe(choices, Choices::text);
    details.project_id = match details.description {
        Some(_) => maybe(choices, Choices::int),
        None => Some(choices.int()),
    };
    details.task_id = maybe(choices, Choices::int);
    details.tag_ids = maybe(choices, |choices| (0..choices.below(4)).map(|_| choices.int()).collect());
    details.billable = maybe(choices, Choices::flag);
    details
}

fn date_or_time(choices: &mut Choices) -> DateOrTime {
    let time = choices.time();
    or_its_date(time, choices)
}

fn or_its_date(time: Timestamp, choices: &mut Choices) -> DateOrTime {
    if choices.flag() { Offset::UTC.to_datetime(time).date().into() } else { time.into() }
}

/// Draws two moments, the earlier one first, or the days that they are in.
fn span(choices: &mut Choices) -> (DateOrTime, DateOrTime) {
    let (one, other) = (choices.time(), choices.time());
    (or_its_date(one.min(other), choices), or_its_date(one.max(other), choices))
}

impl Drawn for GetMe {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = GetMe::new();
        request.with_related_data = maybe(choices, Choices::flag);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        object(choices, models::me)
    }
}

impl Drawn for UpdateMe {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = UpdateMe::new();
        request.beginning_of_week = maybe(choices, |choices| choices.below(7) as u8);
        request.country_id = maybe(choices, Choices::int);
        request.current_password = maybe(choices, Choices::text).map(Into::into);
        request.default_workspace_id = maybe(choices, Choices::int);
        request.email = maybe(choices, Choices::text);
        request.fullname = maybe(choices, Choices::text);
        request.password = maybe(choices, Choices::text).map(Into::into);
        request.timezone = maybe(choices, Choices::text);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        object(choices, models::me)
    }
}

impl Drawn for ListClients {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ListClients::new();
        request.since = maybe(choices, Choices::time);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::client)
    }
}

impl Drawn for CloseAccount {
    fn draw_request(_: &mut Choices) -> Self {
        CloseAccount::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Drawn for ListFeatures {
    fn draw_request(_: &mut Choices) -> Self {
        ListFeatures::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::workspace_features)
    }
}

impl Drawn for GetLocation {
    fn draw_request(_: &mut Choices) -> Self {
        GetLocation::new()
    }

    /// A location without content decodes to `None`.
    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        if choices.below(5) == 0 {
            return Sample::new(None, choices.pick(&["", "null", "{}", " \n"]));
        }
        object(choices, models::location).map(|location| Some(location).filter(|some| *some != Location::default()))
    }
}

impl Drawn for CheckLogin {
    fn draw_request(_: &mut Choices) -> Self {
        CheckLogin::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        nothing(choices)
    }
}

impl Drawn for GetLostPassword {
    fn draw_request(_: &mut Choices) -> Self {
        GetLostPassword::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        object_or_text(choices, models::lost_password_check)
    }
}

impl Drawn for RequestLostPassword {
    fn draw_request(choices: &mut Choices) -> Self {
        RequestLostPassword::new(choices.text())
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Drawn for ConfirmLostPassword {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ConfirmLostPassword::default();
        request.code = maybe(choices, Choices::text).map(Into::into);
        request.password = maybe(choices, Choices::text).map(Into::into);
        request.user_id = maybe(choices, Choices::int);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        object_or_text(choices, models::lost_password_user)
    }
}

impl Drawn for CheckLostPasswordCode {
    fn draw_request(choices: &mut Choices) -> Self {
        CheckLostPasswordCode::new(choices.some_text())
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        object_or_text(choices, models::lost_password_check)
    }
}

impl Drawn for PostLostPassword {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = PostLostPassword::new(choices.some_text());
        request.email = maybe(choices, Choices::text);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Drawn for ListOrganizations {
    fn draw_request(_: &mut Choices) -> Self {
        ListOrganizations::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::organization)
    }
}

impl Drawn for ListProjects {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ListProjects::new();
        request.include_archived = maybe(choices, Choices::flag);
        request.since = maybe(choices, Choices::time);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::project)
    }
}

impl Drawn for ListProjectsPage {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ListProjectsPage::new();
        request.start_project_id = maybe(choices, Choices::int);
        request.since = maybe(choices, Choices::time);
        request.per_page = maybe(choices, size);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::project)
    }
}

impl Drawn for ListTags {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ListTags::new();
        request.since = maybe(choices, Choices::time);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::tag)
    }
}

impl Drawn for ListTasks {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ListTasks::new();
        request.since = maybe(choices, Choices::time);
        request.include_not_active = maybe(choices, Choices::flag);
        request.meta = maybe(choices, Choices::flag);
        request.offset = maybe(choices, size);
        request.per_page = maybe(choices, size);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::task)
    }
}

impl Drawn for ListTrackReminders {
    fn draw_request(_: &mut Choices) -> Self {
        ListTrackReminders::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::track_reminder)
    }
}

impl Drawn for GetWebTimer {
    fn draw_request(_: &mut Choices) -> Self {
        GetWebTimer::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        object_or_text(choices, models::web_timer)
    }
}

impl Drawn for AcceptTos {
    fn draw_request(_: &mut Choices) -> Self {
        AcceptTos::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Drawn for DisableProductEmails {
    fn draw_request(choices: &mut Choices) -> Self {
        DisableProductEmails::new(choices.some_text())
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Drawn for DisableWeeklyReport {
    fn draw_request(choices: &mut Choices) -> Self {
        DisableWeeklyReport::new(choices.some_text())
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Drawn for EnableSso {
    fn draw_request(choices: &mut Choices) -> Self {
        EnableSso::new(choices.text())
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Drawn for ListExports {
    fn draw_request(_: &mut Choices) -> Self {
        ListExports::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::download_request)
    }
}

impl Drawn for RequestExport {
    fn draw_request(choices: &mut Choices) -> Self {
        let profile = choices.flag();
        RequestExport::new().profile(profile).timeline(!profile || choices.flag())
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Drawn for DownloadExport {
    fn draw_request(choices: &mut Choices) -> Self {
        DownloadExport::new(choices.some_text())
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        let mut bytes = b"PK".to_vec();
        bytes.extend((0..choices.below(40)).map(|_| choices.below(256) as u8));
        Sample::new(bytes.clone(), bytes)
    }
}

impl Drawn for ListFavorites {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ListFavorites::new();
        request.since = maybe(choices, Choices::time);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::favorite)
    }
}

impl Drawn for CreateFavorite {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = CreateFavorite::new(favorite_details(choices));
        request.meta = maybe(choices, Choices::flag);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        object(choices, models::favorite)
    }
}

impl Drawn for UpdateFavorites {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = UpdateFavorites::new();
        for _ in 0..1 + choices.below(3) {
            request = request.favorite(choices.int(), favorite_details(choices));
        }
        request.meta = maybe(choices, Choices::flag);
        request
    }

    /// Draws a list, or the one favorite that was changed.
    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        if choices.below(4) == 3 {
            return object(choices, models::favorite).map(|favorite| vec![favorite]);
        }
        list(choices, models::favorite)
    }
}

impl Drawn for SuggestFavorites {
    fn draw_request(_: &mut Choices) -> Self {
        SuggestFavorites::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        if choices.below(6) == 0 {
            return Sample::new(Vec::new(), "");
        }
        list(choices, models::favorite)
    }
}

impl Drawn for DeleteFavorite {
    fn draw_request(choices: &mut Choices) -> Self {
        DeleteFavorite::new(choices.int())
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices).map(|_| ())
    }
}

impl Drawn for GetFlags {
    fn draw_request(_: &mut Choices) -> Self {
        GetFlags::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        flags(choices)
    }
}

impl Drawn for AddFlags {
    fn draw_request(choices: &mut Choices) -> Self {
        (0..1 + choices.below(4)).fold(AddFlags::new(), |request, number| {
            let value = match choices.below(3) {
                0 => choices.flag().into(),
                1 => choices.int().into(),
                _ => Value::from(choices.text()),
            };
            request.flag(format!("flag {number}"), value)
        })
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        flags(choices)
    }
}

impl Drawn for GetId {
    fn draw_request(_: &mut Choices) -> Self {
        GetId::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        let id = choices.int();
        Sample::new(id, with_mark(id.to_string(), choices))
    }
}

impl Drawn for GetPreferences {
    fn draw_request(_: &mut Choices) -> Self {
        GetPreferences::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        preferences(choices)
    }
}

impl Drawn for UpdatePreferences {
    fn draw_request(choices: &mut Choices) -> Self {
        UpdatePreferences::new(changed_preferences(choices))
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Drawn for GetClientPreferences {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = GetClientPreferences::new(preferences_client(choices));
        request.since = maybe(choices, Choices::time);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        preferences(choices)
    }
}

impl Drawn for UpdateClientPreferences {
    fn draw_request(choices: &mut Choices) -> Self {
        UpdateClientPreferences::new(preferences_client(choices), changed_preferences(choices))
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Drawn for ListPushServices {
    fn draw_request(_: &mut Choices) -> Self {
        ListPushServices::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        let (tokens, json) = draw_list(choices, |choices| {
            let token = choices.text();
            let json = written_text(&token, choices);
            (Secret::from(token), json)
        });
        Sample::new(tokens, json)
    }
}

impl Drawn for AddPushService {
    fn draw_request(choices: &mut Choices) -> Self {
        AddPushService::new(choices.some_text())
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Drawn for RemovePushService {
    fn draw_request(choices: &mut Choices) -> Self {
        RemovePushService::new(choices.some_text())
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Drawn for ListQuotas {
    fn draw_request(_: &mut Choices) -> Self {
        ListQuotas::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::organization_quota)
    }
}

impl Drawn for ResetToken {
    fn draw_request(_: &mut Choices) -> Self {
        ResetToken::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        token(choices)
    }
}

impl Drawn for ListTimeEntries {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = match choices.below(4) {
            0 => ListTimeEntries::new(),
            1 => ListTimeEntries::new().since(choices.time()),
            2 => ListTimeEntries::new().before(date_or_time(choices)),
            _ => {
                let (start, end) = span(choices);
                ListTimeEntries::new().between(start, end)
            }
        };
        request.meta = maybe(choices, Choices::flag);
        request.include_sharing = maybe(choices, Choices::flag);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::time_entry)
    }
}

impl Drawn for GetTimeEntryChecklist {
    fn draw_request(_: &mut Choices) -> Self {
        GetTimeEntryChecklist::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::time_entry_checklist)
    }
}

impl Drawn for GetCurrentTimeEntry {
    fn draw_request(_: &mut Choices) -> Self {
        GetCurrentTimeEntry::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        if choices.below(5) == 0 {
            return Sample::new(None, choices.pick(&["null", ""]));
        }
        object(choices, models::time_entry).map(Some)
    }
}

impl Drawn for GetTimeEntry {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = GetTimeEntry::new(choices.int());
        request.meta = maybe(choices, Choices::flag);
        request.include_sharing = maybe(choices, Choices::flag);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        object(choices, models::time_entry)
    }
}

impl Drawn for ListTimeEntrySharing {
    fn draw_request(choices: &mut Choices) -> Self {
        (0..1 + choices.below(3))
            .fold(ListTimeEntrySharing::new(), |request, _| request.time_entry(choices.int(), choices.int()))
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::time_entry_sharing)
    }
}

impl Drawn for ListTimesheets {
    fn draw_request(_: &mut Choices) -> Self {
        ListTimesheets::new()
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::timesheet)
    }
}

impl Drawn for ListWorkspaces {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ListWorkspaces::new();
        request.since = maybe(choices, Choices::time);
        request
    }

    fn draw_response(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::workspace)
    }
}
