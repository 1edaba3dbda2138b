//! Exact numbers: whole numbers, fractions, money in fen. Nothing is a float, what does not fit is empty.

use std::cmp::Ordering;

use super::Arith;
use crate::value::Value;

/// A decimal as written, as a fraction in lowest terms.
pub(super) fn decimal(text: &str) -> Option<(i64, i64)> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    if rest.len() > 15 || !rest.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let under = 10_i64.checked_pow(u32::try_from(rest.len()).ok()?)?;
    let over: i64 = format!("{whole}{rest}").parse().ok()?;
    let by = gcd(over.unsigned_abs().into(), under.unsigned_abs().into()).max(1);
    let by = i64::try_from(by).ok()?;
    Some((over / by, under / by))
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// A number with its unit: plain, or money in yuan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    over: i128,
    under: i128,
    money: bool,
}

impl Number {
    fn new(over: i128, under: i128, money: bool) -> Option<Self> {
        if under == 0 {
            return None;
        }
        let by = i128::try_from(gcd(over.unsigned_abs(), under.unsigned_abs())).ok()?.max(1);
        let by = if under < 0 { by.checked_neg()? } else { by };
        Some(Self { over: over / by, under: under / by, money })
    }

    /// A value as a number; money counts in yuan, so that `5000` in a file means 5000 yuan.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Int(n) => Self::new((*n).into(), 1, false),
            Value::Decimal(n, places) => Self::new((*n).into(), 10_i128.checked_pow((*places).into())?, false),
            Value::Share(over, under) => Self::new((*over).into(), (*under).into(), false),
            Value::Money(fen) => Self::new((*fen).into(), 100, true),
            _ => None,
        }
    }

    pub(super) fn order(self, other: Self) -> Option<Ordering> {
        Some(self.over.checked_mul(other.under)?.cmp(&other.over.checked_mul(self.under)?))
    }

    fn add(self, other: Self, sign: i128) -> Option<Self> {
        let a = self.over.checked_mul(other.under)?;
        let b = other.over.checked_mul(self.under)?.checked_mul(sign)?;
        Self::new(a.checked_add(b)?, self.under.checked_mul(other.under)?, self.money || other.money)
    }

    pub(super) fn arith(self, arith: Arith, other: Self) -> Option<Self> {
        match arith {
            Arith::Add => self.add(other, 1),
            Arith::Sub => self.add(other, -1),
            Arith::Mul => {
                let (over, under) = (self.over.checked_mul(other.over)?, self.under.checked_mul(other.under)?);
                Self::new(over, under, self.money || other.money)
            }
            Arith::Div => {
                let (over, under) = (self.over.checked_mul(other.under)?, self.under.checked_mul(other.over)?);
                Self::new(over, under, self.money && !other.money)
            }
        }
    }

    /// Back to a value: money rounded half up to the fen, whole numbers whole.
    pub(super) fn value(self) -> Option<Value> {
        if self.money {
            let fen = self.over.checked_mul(200)?.checked_add(self.under)?.div_euclid(self.under.checked_mul(2)?);
            return i64::try_from(fen).ok().map(Value::Money);
        }
        let (over, under) = (i64::try_from(self.over).ok()?, i64::try_from(self.under).ok()?);
        Some(if under == 1 { Value::Int(over) } else { Value::Share(over, under) })
    }
}

/// Progressive bands: rows of `[up to, share]`, the last of `[share]` alone for the rest.
pub(super) fn bands(amount: &Value, rows: &[Value]) -> Option<Value> {
    let amount = Number::of(amount)?;
    let mut sum = Number::new(0, 1, amount.money)?;
    let mut from = Number::new(0, 1, amount.money)?;
    for row in rows {
        let Value::Many(columns) = row else { return None };
        let (upper, share) = match columns.as_slice() {
            [upper, share] => (Number::of(upper)?, Number::of(share)?),
            [share] => (amount, Number::of(share)?),
            _ => return None,
        };
        let upper = if upper.order(amount)? == Ordering::Less { upper } else { amount };
        if upper.order(from)? != Ordering::Greater {
            break;
        }
        sum = sum.add(upper.add(from, -1)?.arith(Arith::Mul, share)?, 1)?;
        from = upper;
    }
    sum.value()
}
