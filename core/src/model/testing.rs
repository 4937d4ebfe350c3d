//! The helpers that the tests of the models share.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::codec;

/// Decodes `json` as a response is decoded, adding the object's own id where it is left out.
#[track_caller]
pub(crate) fn read<T: Default + Serialize + DeserializeOwned>(json: &Value) -> T {
    let mut whole = json.clone();
    if let Value::Object(object) = &mut whole {
        for (key, id) in own_ids::<T>() {
            object.entry(key).or_insert(id);
        }
    }
    codec::json(whole.to_string().as_bytes()).unwrap_or_else(|failure| panic!("{json}: {failure}"))
}

/// Decodes `json` and checks that nothing is lost when the model is encoded and decoded again. It is not for models
/// with secrets.
#[track_caller]
pub(crate) fn read_and_keep<T: Debug + Default + PartialEq + Serialize + DeserializeOwned>(json: &Value) -> T {
    let model: T = read(json);
    assert_eq!(read::<T>(&serde_json::to_value(&model).unwrap()), model);
    model
}

/// Returns the keys of the model's own id, with 0 for the id. No other field of a default is a number.
fn own_ids<T: Default + Serialize>() -> Map<String, Value> {
    let Value::Object(written) = serde_json::to_value(T::default()).unwrap() else { panic!("no object") };
    written.into_iter().filter(|(_, value)| value.is_number()).collect()
}

/// Checks that an object with nothing but its own id, and one with nulls besides, decode to the model's default, and
/// that an object without the id is refused. `unwritten` lists the keys that are decoded but not encoded: secrets and
/// legacy names.
#[track_caller]
pub(crate) fn all_may_be_absent_or_null<T>(unwritten: &[&str])
where
    T: Debug + Default + PartialEq + Serialize + DeserializeOwned,
{
    let Value::Object(written) = serde_json::to_value(T::default()).unwrap() else { panic!("no object") };
    let keys = written.keys().map(String::as_str).chain(unwritten.iter().copied());
    let nulls: Map<String, Value> = keys.map(|key| (key.to_owned(), Value::Null)).collect();
    let ids = own_ids::<T>();
    assert_eq!(read::<T>(&Value::Object(ids.clone())), T::default());
    assert_eq!(read::<T>(&Value::Object(nulls.clone().into_iter().chain(ids.clone()).collect())), T::default());
    for without in [nulls, Map::from_iter([("error".to_owned(), "gone".into())]), Map::new()] {
        let body = Value::Object(without).to_string();
        let failure = codec::object::<T>(body.as_bytes()).err().map(|failure| failure.to_string());
        let tells = failure.as_ref().is_some_and(|failure| failure.contains("id at `"));
        assert_eq!(tells, !ids.is_empty(), "{body}: {failure:?}");
    }
}
