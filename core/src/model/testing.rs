//! What the tests of all models share.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::codec;

/// Reads `json` as an answer is read.
#[track_caller]
pub(crate) fn read<T: DeserializeOwned>(json: &Value) -> T {
    codec::json(json.to_string().as_bytes()).unwrap_or_else(|failure| panic!("{json}: {failure}"))
}

/// Reads `json` and proves that nothing is lost when the model is written and read again. Not for secrets.
#[track_caller]
pub(crate) fn read_and_keep<T: Debug + PartialEq + Serialize + DeserializeOwned>(json: &Value) -> T {
    let model: T = read(json);
    assert_eq!(read::<T>(&serde_json::to_value(&model).unwrap()), model);
    model
}

/// Proves that `{}` and an object with nothing but nulls are the model's default. `unwritten` are the keys that are
/// read but not written: secrets and legacy names.
#[track_caller]
pub(crate) fn all_may_be_absent_or_null<T>(unwritten: &[&str])
where
    T: Debug + Default + PartialEq + Serialize + DeserializeOwned,
{
    let Value::Object(written) = serde_json::to_value(T::default()).unwrap() else { panic!("no object") };
    let keys = written.keys().map(String::as_str).chain(unwritten.iter().copied());
    let nulls = keys.map(|key| (key.to_owned(), Value::Null)).collect();
    assert_eq!(read::<T>(&Value::Object(nulls)), T::default());
    assert_eq!(read::<T>(&Value::Object(Map::new())), T::default());
}
