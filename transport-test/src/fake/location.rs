//! [`Location`]: the place where a caller seems to be.

/// The place where the caller of `GET /me/location` seems to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    pub(super) city: String,
    pub(super) city_lat_long: String,
    pub(super) state: String,
    pub(super) country_code: String,
    pub(super) country_name: String,
}

impl Location {
    /// Creates a city with its position, `latitude,longitude` in degrees, and its country with its ISO code.
    pub fn new(city: &str, city_lat_long: &str, state: &str, country_code: &str, country_name: &str) -> Self {
        let [city, city_lat_long, state, country_code, country_name] =
            [city, city_lat_long, state, country_code, country_name].map(str::to_owned);
        Location { city, city_lat_long, state, country_code, country_name }
    }
}
