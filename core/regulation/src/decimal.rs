//! Numbers with a fixed count of decimals: read, written, rounded. Whole minor units, never a float.

use crate::{
    model::{Field, FieldType},
    value::Value,
};

/// The most decimals a field may have.
pub const MOST: u8 = 6;
/// As many decimals as are written, where no field says how many: what a table gives.
pub const AS_WRITTEN: u8 = u8::MAX;

/// A number as written, with at most so many decimals; a whole number where there are none.
#[must_use]
pub fn read(text: &str, places: u8) -> Option<Value> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole.trim_start_matches(['-', '+'])) || (text.contains('.') && !digits(part)) {
        return None;
    }
    let places = if places == AS_WRITTEN { u8::try_from(part.len()).ok()?.min(MOST) } else { places };
    if part.len() > usize::from(places) {
        return None;
    }
    let n: i64 = format!("{whole}{part:0<width$}", width = usize::from(places)).parse().ok()?;
    Some(of(n, places))
}

/// As it is written: `55.50`.
#[must_use]
pub fn written(n: i64, places: u8) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let Some(under) = 10_u64.checked_pow(places.into()).filter(|under| *under > 1) else { return n.to_string() };
    let (whole, part) = (n.unsigned_abs() / under, n.unsigned_abs() % under);
    format!("{sign}{whole}.{part:0width$}", width = usize::from(places))
}

/// A number with so many decimals, rounded half up; nothing where it is no plain number or too great.
#[must_use]
pub fn rounded(value: &Value, places: u8) -> Option<Value> {
    let (over, under): (i128, i128) = match value {
        Value::Int(n) => ((*n).into(), 1),
        Value::Share(over, under) => ((*over).into(), (*under).into()),
        Value::Decimal(n, places) => ((*n).into(), 10_i128.checked_pow((*places).into())?),
        _ => return None,
    };
    let (over, under) = if under < 0 { (over.checked_neg()?, under.checked_neg()?) } else { (over, under) };
    let twice = over.checked_mul(10_i128.checked_pow(places.into())?)?.checked_mul(2)?.checked_add(under)?;
    let n = twice.checked_div_euclid(under.checked_mul(2)?)?;
    Some(of(i64::try_from(n).ok()?, places))
}

fn of(n: i64, places: u8) -> Value {
    if places == 0 { Value::Int(n) } else { Value::Decimal(n, places) }
}

impl Field {
    /// A value as this field keeps it: a number with the decimals of the field, anything else as it is.
    #[must_use]
    pub fn kept(&self, value: Value) -> Value {
        if self.types != [FieldType::Number] {
            return value;
        }
        match value {
            Value::Many(all) => Value::Many(all.into_iter().map(|one| self.kept(one)).collect()),
            one => rounded(&one, self.decimals).unwrap_or(one),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_with_no_more_decimals_than_the_field_has() {
        assert_eq!(read("55.5", 2), Some(Value::Decimal(5550, 2)));
        assert_eq!(read("-0.05", 2), Some(Value::Decimal(-5, 2)));
        assert_eq!(read("7", 0), Some(Value::Int(7)));
        assert_eq!(read("7", 1), Some(Value::Decimal(70, 1)));
        for wrong in ["55.555", "5.", ".5", "", "-", "5.-1", "5.5.5", "1e3"] {
            assert_eq!(read(wrong, 2), None, "{wrong}");
        }
        assert_eq!(read("5.5", 0), None, "a whole number has no decimals");
        assert_eq!(read("0.10", AS_WRITTEN), Some(Value::Decimal(10, 2)));
        assert_eq!(read("6", AS_WRITTEN), Some(Value::Int(6)));
        assert_eq!(read("0.1234567", AS_WRITTEN), None, "more than a field may have");
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        for text in ["55.50", "-0.05", "0.00", "12.34"] {
            let Some(Value::Decimal(n, places)) = read(text, 2) else { panic!("{text}") };
            assert_eq!(written(n, places), text);
        }
        assert_eq!(written(-7, 0), "-7");
    }

    #[test]
    fn what_is_computed_is_rounded_half_up() {
        assert_eq!(rounded(&Value::Share(1, 3), 2), Some(Value::Decimal(33, 2)));
        assert_eq!(rounded(&Value::Share(-1, 8), 2), Some(Value::Decimal(-12, 2)), "half up");
        assert_eq!(rounded(&Value::Decimal(2545, 3), 1), Some(Value::Decimal(25, 1)));
        assert_eq!(rounded(&Value::Share(5, 2), 0), Some(Value::Int(3)));
        assert_eq!(rounded(&Value::Share(5, 0), 1), None, "nothing can be divided by nothing");
    }
}
