//! What stands for a bucket in a program that was built without object stores: there is none to be had.

use super::Address;
use crate::error::{Result, StoreError};
use std::ops::Range;

/// No bucket is ever opened.
#[derive(Debug)]
pub(super) enum Bucket {}

impl Bucket {
    pub(super) fn open(_: &Address) -> Result<Self> {
        let why = "this program was built without object stores; build it with `--features objects`";
        Err(StoreError::Objects(why.to_owned()))
    }

    pub(super) async fn put(&self, _: &str, _: Vec<u8>) -> Result<()> {
        match *self {}
    }

    pub(super) async fn get(&self, _: &str, _: Range<u64>) -> Result<Vec<u8>> {
        match *self {}
    }

    pub(super) async fn remove(&self, _: &str) -> Result<()> {
        match *self {}
    }

    pub(super) async fn written_at(&self, _: &str) -> Result<i64> {
        match *self {}
    }

    pub(super) fn listing(&self, _: &str) -> Listing {
        match *self {}
    }
}

/// Nothing is listed.
pub(super) struct Listing;

impl Listing {
    pub(super) async fn next(&mut self) -> Result<Vec<(String, i64)>> {
        Ok(Vec::new())
    }
}

/// Names are made for objects alone.
pub(super) fn random() -> Result<[u8; super::NAME]> {
    Err(StoreError::Misuse("a name of an object without a bucket".to_owned()))
}
