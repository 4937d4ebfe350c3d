//! Draws the way of a call, and the states of its machine.

use super::svg::Anchor::{Middle, Start};
use super::svg::Ink::{Ours, Refused, Theirs};
use super::svg::Picture;

pub(super) fn way_of_a_call() -> String {
    let mut picture = Picture::new(850, 320);
    picture.node(Ours, (70, 70), (110, 54), &["Endpoint", "GetMe::new()"]);
    picture.node(Ours, (265, 70), (120, 54), &["Request", "http::Request"]);
    let asks =
        ["Machine", "a young response?", "under way already?", "requests left?", "whose turn?", "safe to repeat?"];
    picture.node(Ours, (460, 115), (150, 144), &asks);
    picture.node(Theirs, (655, 115), (120, 144), &["Transport", "ureq, or yours,", "blocking or async"]);
    picture.node(Theirs, (795, 115), (80, 144), &["Toggl"]);
    picture.node(Ours, (265, 160), (120, 54), &["Response", "http::Response"]);
    picture.node(Ours, (70, 160), (110, 54), &["Value", "Reply<Me>"]);
    picture.node(Theirs, (460, 255), (150, 54), &["Store", "responses, the hour"]);

    picture.arrow(&[(125, 70), (205, 70)]);
    picture.note(Middle, (164, 60), "to_request");
    picture.arrow(&[(325, 70), (385, 70)]);
    picture.arrow(&[(535, 70), (595, 70)]);
    picture.note(Middle, (564, 60), "send");
    picture.arrow(&[(715, 70), (755, 70)]);
    picture.arrow(&[(755, 160), (715, 160)]);
    picture.arrow(&[(595, 160), (535, 160)]);
    picture.arrow(&[(385, 160), (325, 160)]);
    picture.arrow(&[(205, 160), (125, 160)]);
    picture.note(Middle, (164, 150), "parse");
    picture.arrow(&[(445, 187), (445, 228)]);
    picture.arrow(&[(475, 228), (475, 187)]);

    picture.bar(Ours, (15, 294), (14, 14));
    picture.note(Start, (36, 305), "toggl-me-core: no I/O, no threads");
    picture.bar(Theirs, (345, 294), (14, 14));
    picture.note(Start, (366, 305), "what does I/O: one of our crates, or your own code");
    picture.finish("The way of a call, from an endpoint to a value")
}

pub(super) fn states_of_a_call() -> String {
    let mut picture = Picture::new(860, 350);
    picture.node(Ours, (60, 70), (90, 44), &["name"]);
    picture.node(Ours, (190, 70), (90, 44), &["read"]);
    picture.node(Ours, (330, 70), (90, 44), &["decide"]);
    picture.node(Ours, (590, 70), (100, 44), &["reserve"]);
    picture.node(Ours, (760, 70), (90, 44), &["send"]);
    picture.node(Ours, (760, 170), (90, 44), &["settle"]);
    picture.node(Ours, (180, 170), (150, 62), &["wait", "for a call under way", "on which it depends"]);
    picture.node(Theirs, (300, 275), (150, 54), &["done", "a cached response"]);
    picture.node(Refused, (510, 275), (190, 54), &["done", "refused, or a stale response"]);
    picture.node(Theirs, (760, 275), (170, 54), &["done", "the server's response"]);

    picture.note(Start, (15, 36), "Start");
    picture.arrow(&[(30, 42), (30, 48)]);
    picture.arrow(&[(105, 70), (145, 70)]);
    picture.arrow(&[(235, 70), (285, 70)]);
    picture.arrow(&[(375, 60), (540, 60)]);
    picture.note(Middle, (457, 50), "nobody asks, requests left");
    picture.arrow(&[(540, 80), (375, 80)]);
    picture.note(Middle, (457, 98), "somebody else wrote");
    picture.arrow(&[(640, 70), (715, 70)]);
    picture.note(Middle, (676, 60), "its turn");
    picture.arrow(&[(745, 92), (745, 148)]);
    picture.arrow(&[(775, 148), (775, 92)]);
    picture.note(Start, (784, 125), "a retry");
    picture.arrow(&[(760, 192), (760, 248)]);
    picture.arrow(&[(310, 92), (310, 170), (255, 170)]);
    picture.arrow(&[(190, 139), (190, 92)]);
    picture.arrow(&[(330, 92), (330, 248)]);
    picture.note(Start, (338, 225), "young enough");
    picture.arrow(&[(350, 92), (350, 170), (510, 170), (510, 248)]);
    picture.note(Middle, (430, 162), "no request left");

    let notes = [
        "Read, reserve and settle take a trip to the store each, and so does the first name of a process.",
        "When the store does not respond, the call asks again, and then goes on with a copy in its process.",
    ];
    for (y, note) in [325, 341].into_iter().zip(notes) {
        picture.note(Start, (15, y), note);
    }
    picture.finish("The states of a call's machine")
}
