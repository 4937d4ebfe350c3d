//! The endpoints: what is sent, and what comes back.

use toggl_me_core::codec::JsonOrText;
use toggl_me_core::me::{
    CheckLogin, CheckLostPasswordCode, CloseAccount, ConfirmLostPassword, GetLocation, GetLostPassword, GetMe,
    GetWebTimer, ListClients, ListFeatures, ListOrganizations, ListProjects, ListProjectsPage, ListTags, ListTasks,
    ListTrackReminders, PostLostPassword, RequestLostPassword, UpdateMe,
};
use toggl_me_core::model::Location;

use super::choices::Choices;
use super::models;
use super::object::{Object, draw_list, written_text};
use super::{Call, Sample, Sampled};

/// Every endpoint.
pub(super) const ALL: [fn(&mut Choices) -> Call; 19] = [
    Call::draw::<GetMe>,
    Call::draw::<UpdateMe>,
    Call::draw::<ListClients>,
    Call::draw::<CloseAccount>,
    Call::draw::<ListFeatures>,
    Call::draw::<GetLocation>,
    Call::draw::<CheckLogin>,
    Call::draw::<GetLostPassword>,
    Call::draw::<RequestLostPassword>,
    Call::draw::<ConfirmLostPassword>,
    Call::draw::<CheckLostPasswordCode>,
    Call::draw::<PostLostPassword>,
    Call::draw::<ListOrganizations>,
    Call::draw::<ListProjects>,
    Call::draw::<ListProjectsPage>,
    Call::draw::<ListTags>,
    Call::draw::<ListTasks>,
    Call::draw::<ListTrackReminders>,
    Call::draw::<GetWebTimer>,
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

/// A list; `null` is one without items.
fn list<T>(choices: &mut Choices, model: impl Fn(&mut Object<'_>) -> T) -> Sample<Vec<T>> {
    if choices.below(8) == 0 {
        return Sample::new(Vec::new(), "null");
    }
    let (values, json) = draw_list(choices, |choices| Object::draw(choices, &model));
    Sample::new(values, with_mark(json, choices))
}

/// With a byte order mark now and then, and a line break, as proxies put them.
fn with_mark(json: String, choices: &mut Choices) -> String {
    match choices.below(10) {
        9 => format!("\u{feff}{json}\n"),
        8 => format!(" \r\n{json}\n"),
        _ => json,
    }
}

/// A sentence: a JSON string, bare, or nothing.
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

fn object_or_text<T>(choices: &mut Choices, model: impl FnOnce(&mut Object<'_>) -> T) -> Sample<JsonOrText<T>> {
    if choices.below(4) == 0 {
        text(choices).map(JsonOrText::Text)
    } else {
        object(choices, model).map(JsonOrText::Json)
    }
}

impl Sampled for GetMe {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = GetMe::new();
        request.with_related_data = maybe(choices, Choices::flag);
        request
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        object(choices, models::me)
    }
}

impl Sampled for UpdateMe {
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

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        object(choices, models::me)
    }
}

impl Sampled for ListClients {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ListClients::new();
        request.since = maybe(choices, Choices::time);
        request
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::client)
    }
}

impl Sampled for CloseAccount {
    fn draw_request(_: &mut Choices) -> Self {
        CloseAccount::new()
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Sampled for ListFeatures {
    fn draw_request(_: &mut Choices) -> Self {
        ListFeatures::new()
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::workspace_features)
    }
}

impl Sampled for GetLocation {
    fn draw_request(_: &mut Choices) -> Self {
        GetLocation::new()
    }

    /// One that tells nothing is none.
    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        if choices.below(5) == 0 {
            return Sample::new(None, choices.pick(&["", "null", "{}", " \n"]));
        }
        object(choices, models::location).map(|location| Some(location).filter(|some| *some != Location::default()))
    }
}

impl Sampled for CheckLogin {
    fn draw_request(_: &mut Choices) -> Self {
        CheckLogin::new()
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices).map(|_| ())
    }
}

impl Sampled for GetLostPassword {
    fn draw_request(_: &mut Choices) -> Self {
        GetLostPassword::new()
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        object_or_text(choices, models::lost_password_check)
    }
}

impl Sampled for RequestLostPassword {
    fn draw_request(choices: &mut Choices) -> Self {
        RequestLostPassword::new(choices.text())
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Sampled for ConfirmLostPassword {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ConfirmLostPassword::default();
        request.code = maybe(choices, Choices::text).map(Into::into);
        request.password = maybe(choices, Choices::text).map(Into::into);
        request.user_id = maybe(choices, Choices::int);
        request
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        object_or_text(choices, models::me)
    }
}

impl Sampled for CheckLostPasswordCode {
    fn draw_request(choices: &mut Choices) -> Self {
        CheckLostPasswordCode::new(choices.some_text())
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        object_or_text(choices, models::lost_password_check)
    }
}

impl Sampled for PostLostPassword {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = PostLostPassword::new(choices.some_text());
        request.email = maybe(choices, Choices::text);
        request
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        text(choices)
    }
}

impl Sampled for ListOrganizations {
    fn draw_request(_: &mut Choices) -> Self {
        ListOrganizations::new()
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::organization)
    }
}

impl Sampled for ListProjects {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ListProjects::new();
        request.include_archived = maybe(choices, Choices::flag);
        request.since = maybe(choices, Choices::time);
        request
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::project)
    }
}

impl Sampled for ListProjectsPage {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ListProjectsPage::new();
        request.start_project_id = maybe(choices, Choices::int);
        request.since = maybe(choices, Choices::time);
        request.per_page = maybe(choices, size);
        request
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::project)
    }
}

impl Sampled for ListTags {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ListTags::new();
        request.since = maybe(choices, Choices::time);
        request
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::tag)
    }
}

impl Sampled for ListTasks {
    fn draw_request(choices: &mut Choices) -> Self {
        let mut request = ListTasks::new();
        request.since = maybe(choices, Choices::time);
        request.include_not_active = maybe(choices, Choices::flag);
        request.meta = maybe(choices, Choices::flag);
        request.offset = maybe(choices, size);
        request.per_page = maybe(choices, size);
        request
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::task)
    }
}

impl Sampled for ListTrackReminders {
    fn draw_request(_: &mut Choices) -> Self {
        ListTrackReminders::new()
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        list(choices, models::track_reminder)
    }
}

impl Sampled for GetWebTimer {
    fn draw_request(_: &mut Choices) -> Self {
        GetWebTimer::new()
    }

    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response> {
        object_or_text(choices, models::web_timer)
    }
}
