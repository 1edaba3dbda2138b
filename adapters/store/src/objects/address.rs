//! Where an object store is, as it is named on the command line.

use crate::error::{Result, StoreError};

/// A bucket: `s3://BUCKET/FOLDER?endpoint=http://HOST:PORT&region=REGION`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) bucket: String,
    /// What every name begins with: nothing, or a folder with the stroke behind it.
    pub(super) prefix: String,
    /// Where it is reached; without it the environment says.
    pub(super) endpoint: Option<String>,
    /// Without it the environment says.
    pub(super) region: Option<String>,
}

impl Address {
    /// Reads it. What is wrong is told without what was typed: it may hold a key that belongs elsewhere.
    pub(super) fn read(url: &str) -> Result<Self> {
        let rest =
            url.strip_prefix("s3://").ok_or_else(|| wrong("it is named as `s3://BUCKET?endpoint=http://HOST:PORT`"))?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (bucket, folder) = place.split_once('/').unwrap_or((place, ""));
        if bucket.is_empty() || place.contains('@') {
            return Err(wrong("behind `s3://` stands the name of a bucket; keys are read from the environment"));
        }
        let folder = folder.trim_matches('/');
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut address = Self { bucket: bucket.to_owned(), prefix, ..Self::default() };
        for (key, value) in query.split('&').filter(|pair| !pair.is_empty()).filter_map(|pair| pair.split_once('=')) {
            match key {
                "endpoint" => address.endpoint = Some(value.trim_end_matches('/').to_owned()),
                "region" => address.region = Some(value.to_owned()),
                _ => {
                    return Err(wrong(
                        "behind `?` stand `endpoint` and `region` alone; keys are read from the environment",
                    ));
                }
            }
        }
        Ok(address)
    }
}

fn wrong(why: &str) -> StoreError {
    StoreError::Objects(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_names_bucket_folder_endpoint_and_region() {
        let read = Address::read("s3://files/of/office/?endpoint=http://127.0.0.1:9000/&region=cn-north-1").unwrap();
        assert_eq!((read.bucket.as_str(), read.prefix.as_str()), ("files", "of/office/"));
        assert_eq!(read.endpoint.as_deref(), Some("http://127.0.0.1:9000"));
        assert_eq!(read.region.as_deref(), Some("cn-north-1"));
        assert_eq!(Address::read("s3://files").unwrap(), Address { bucket: "files".to_owned(), ..Address::default() });
    }

    #[test]
    fn what_is_wrong_is_told_without_what_was_typed() {
        for url in ["files", "s3://", "s3://AKIA:hush@files", "s3://files?secret_access_key=hush"] {
            let why = Address::read(url).unwrap_err().to_string();
            assert!(!why.contains("hush") && !why.contains("AKIA"), "{why}");
        }
    }
}
