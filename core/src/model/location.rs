//! The location that the server derives from an IP address. [`GetLocation`](crate::me::GetLocation) returns it.

model! {
    /// The location that the server derives from the IP address of a request. What the server does not know is absent
    /// or an empty text.
    pub struct Location known by any key {
        /// The city.
        pub city: Option<String>,
        /// The city's latitude and longitude in degrees, in one text: `59.436962,24.753574`.
        pub city_lat_long: Option<String>,
        /// The state or region of the country.
        pub state: Option<String>,
        /// The country's two-letter code, such as `EE`.
        pub country_code: Option<String>,
        /// The country's name.
        pub country_name: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Location>(&[]);
    }

    #[test]
    fn coordinates_are_one_text_and_blanks_stay_blank() {
        let location: Location = read_and_keep(&json!({
            "city": "Tartu", "city_lat_long": "58.37,26.72", "state": "", "country_code": "EE", "country_name": "Estonia"
        }));
        assert_eq!(location.city_lat_long.as_deref(), Some("58.37,26.72"));
        assert_eq!((location.state.as_deref(), location.country_code.as_deref()), (Some(""), Some("EE")));
    }
}
