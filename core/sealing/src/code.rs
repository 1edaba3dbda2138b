//! Receipt codes: four groups of four letters and digits that nobody mixes up.

use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

/// Without I, L, O and U.
const LETTERS: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P',
    'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];
const LENGTH: usize = 16;
const GROUP: usize = 4;

/// A receipt code of the portal: 80 random bits. Whoever has it may follow the case as the party it was given to.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptCode(Zeroizing<String>);

/// What was typed is no receipt code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a receipt code has sixteen letters and digits")]
pub struct InvalidCode;

impl ReceiptCode {
    /// Makes a code of ten random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; 10]) -> Self {
        let number = bytes.iter().fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
        let letters = (0..LENGTH).rev().map(|place| {
            let five = (number >> (place * 5)) & 31;
            usize::try_from(five).ok().and_then(|index| LETTERS.get(index)).copied().unwrap_or('0')
        });
        Self(Zeroizing::new(letters.collect()))
    }

    /// The code in its four groups, for showing it once to the person it is for.
    #[must_use]
    pub fn expose(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl FromStr for ReceiptCode {
    type Err = InvalidCode;

    /// Reads what somebody typed: any size and width of letters, any spaces and dashes, O for 0, I and L for 1.
    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let mut code = Zeroizing::new(String::with_capacity(LENGTH));
        for letter in text.chars() {
            let narrow = match letter {
                '\u{ff01}'..='\u{ff5e}' => {
                    u32::from(letter).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(letter)
                }
                other => other,
            };
            match narrow.to_ascii_uppercase() {
                'O' => code.push('0'),
                'I' | 'L' => code.push('1'),
                known if LETTERS.contains(&known) => code.push(known),
                between if between.is_whitespace() || matches!(between, '-' | '–' | '—' | '−' | '_' | '.') => {}
                _ => return Err(InvalidCode),
            }
        }
        if code.len() == LENGTH { Ok(Self(code)) } else { Err(InvalidCode) }
    }
}

/// Bytes as such letters, five bits each; the last one is filled up with zeros.
pub(crate) fn letters_of(bytes: &[u8]) -> Vec<char> {
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| (byte >> at) & 1)).collect();
    let number = |five: &[u8]| (0..5).fold(0_usize, |sum, at| sum * 2 + usize::from(five.get(at) == Some(&1)));
    bits.chunks(5).map(|five| LETTERS.get(number(five)).copied().unwrap_or('0')).collect()
}

/// So many bytes from such letters, whatever stands between them.
pub(crate) fn read_letters(text: &str, length: usize) -> Option<Vec<u8>> {
    let mut bits: Vec<u8> = Vec::with_capacity(length * 8 + 5);
    for letter in text.chars() {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        if letter.is_whitespace() || letter == '-' {
            continue;
        }
        let number = u8::try_from(LETTERS.iter().position(|known| *known == letter)?).ok()?;
        bits.extend((0..5).rev().map(|at| (number >> at) & 1));
    }
    if bits.len() != (length * 8).div_ceil(5) * 5 {
        return None;
    }
    Some(bits.chunks_exact(8).map(|eight| eight.iter().fold(0_u8, |sum, bit| (sum << 1) | bit)).take(length).collect())
}

impl fmt::Debug for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptCode(…)")
    }
}
