//! How hard a password is to guess, estimated, and what would help. An estimate of our own: passwords are cut into the pieces of which
//! people make them (words that everybody uses, names, runs, repeats, dates), and each piece counts for as many guesses as a guesser
//! needs who knows that. No list of stolen passwords is kept or asked.

/// The shortest password.
pub const PASSWORD_CHARACTERS_MIN: usize = 10;
/// The longest one.
const PASSWORD_CHARACTERS_MAX: usize = 256;
/// So many bits are asked: about ten thousand million guesses.
const ENOUGH: f64 = 33.0;
/// What a word counts for that everybody uses, one that is about the person, a run or repeat, and a date.
const COMMON: f64 = 8.0;
const ABOUT: f64 = 3.0;
const RUN: f64 = 4.0;
const DATE: f64 = 12.0;
const YEAR: f64 = 7.0;
/// The shortest piece that is looked for.
const PIECE_MIN: usize = 3;

/// Words that many passwords are made of, in the spelling after signs that stand for letters are read as these.
const WORDS: [&str; 57] = [
    "password",
    "passwort",
    "passwd",
    "qazwsx",
    "admin",
    "administrator",
    "root",
    "guest",
    "user",
    "test",
    "demo",
    "login",
    "welcome",
    "letmein",
    "master",
    "secret",
    "iloveyou",
    "monkey",
    "dragon",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "shadow",
    "superman",
    "batman",
    "hello",
    "freedom",
    "whatever",
    "computer",
    "internet",
    "default",
    "changeme",
    "company",
    "office",
    "china",
    "5201314",
    "1314520",
    "beijing",
    "shanghai",
    "guangdong",
    "guangzhou",
    "shenzhen",
    "zhongguo",
    "woaini",
    "woaiwojia",
    "wangyi",
    "mima",
    "yonghu",
    "denglu",
    "guanliyuan",
    "nihao",
    "dengwen",
    "jubao",
    "xinfang",
    "gongsi",
    "danwei",
];
/// Rows of keyboards and orders that everybody knows.
const ROWS: [&str; 6] =
    ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv"];

/// What would help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Advice {
    /// It has too few characters.
    Longer,
    /// It has more than can be kept.
    Shorter,
    /// It is made of words that everybody uses.
    CommonWord,
    /// It holds a name or sign-in name of its owner, or of the office.
    AboutYou,
    /// Letters or digits in their order, or side by side on the keyboard.
    Run,
    /// The same again and again.
    Repeat,
    /// A year or a date.
    Date,
    /// Further words that have nothing to do with each other.
    MoreWords,
}

/// An estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Strength {
    /// Guesses as a power of two.
    pub bits: f64,
    /// What would help; nothing, if it is enough.
    pub advice: Vec<Advice>,
}

impl Strength {
    /// Estimates a password. `about`: names of its owner and of the office.
    #[must_use]
    pub fn of(password: &str, about: &[&str]) -> Self {
        let letters: Vec<char> = password.chars().take(PASSWORD_CHARACTERS_MAX).map(plain).collect();
        let parts = about.iter().flat_map(|name| name.split(['.', '-', '_', '@', ' ']).chain([*name]));
        let about: Vec<Vec<char>> = parts.map(|name| name.chars().map(plain).collect()).collect();
        let (mut bits, mut advice, mut at) = (0.0, Vec::new(), 0);
        while let Some(rest) = letters.get(at..).filter(|rest| !rest.is_empty()) {
            let piece = piece(rest, letters.get(..at).unwrap_or_default(), &about);
            bits += piece.bits;
            advice.extend(piece.advice);
            at += piece.length.max(1);
        }
        let count = password.chars().count();
        advice.extend((count < PASSWORD_CHARACTERS_MIN).then_some(Advice::Longer));
        advice.extend((count > PASSWORD_CHARACTERS_MAX).then_some(Advice::Shorter));
        let fits = (PASSWORD_CHARACTERS_MIN..=PASSWORD_CHARACTERS_MAX).contains(&count) && bits >= ENOUGH;
        if fits {
            advice.clear();
        } else {
            advice.push(Advice::MoreWords);
        }
        advice.sort_unstable();
        advice.dedup();
        Self { bits, advice }
    }

    /// Is it enough?
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.advice.is_empty()
    }
}

/// A piece of a password.
struct Piece {
    length: usize,
    bits: f64,
    advice: Option<Advice>,
}

impl Piece {
    fn known(length: usize, bits: f64, advice: Advice) -> Option<Self> {
        (length >= PIECE_MIN).then_some(Self { length, bits, advice: Some(advice) })
    }
}

/// Signs that stand for letters are read as these.
fn plain(letter: char) -> char {
    match letter {
        '@' | '4' => 'a',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' => 't',
        other => other.to_lowercase().next().unwrap_or(other),
    }
}

/// The piece with which the rest begins: what is known of it, else letters up to the next that is known, else one sign.
fn piece(rest: &[char], before: &[char], about: &[Vec<char>]) -> Piece {
    if let Some(known) = known(rest, before, about) {
        return known;
    }
    let next_known = |at: &usize| {
        let (seen, ahead) = rest.split_at_checked(*at).unwrap_or((rest, &[]));
        known(ahead, &[before, seen].concat(), about).is_some()
    };
    let letters = rest.iter().take_while(|letter| letter.is_ascii_lowercase()).count();
    let end = (1..letters).find(next_known).unwrap_or(letters);
    one_sort(rest, end)
}

/// What is known of the beginning: the longest that fits.
fn known(rest: &[char], before: &[char], about: &[Vec<char>]) -> Option<Piece> {
    let words = WORDS.iter().map(|word| word.chars().map(plain).collect::<Vec<char>>());
    let common = words.filter(|word| rest.starts_with(word)).map(|word| word.len()).max().unwrap_or(0);
    let own = about.iter().filter(|name| name.len() > 1 && rest.starts_with(name)).map(Vec::len).max();
    let same = rest.iter().take_while(|letter| Some(*letter) == rest.first()).count();
    let found = [
        own.map(|length| Piece { length, bits: ABOUT, advice: Some(Advice::AboutYou) }),
        Piece::known(same, RUN, Advice::Repeat),
        Piece::known(again(rest, before), RUN, Advice::Repeat),
        Piece::known(common, COMMON, Advice::CommonWord),
        Piece::known(run(rest), RUN, Advice::Run),
        date(rest),
    ];
    found.into_iter().flatten().reduce(|best, next| if next.length > best.length { next } else { best })
}

/// How much of the beginning stood before already.
fn again(rest: &[char], before: &[char]) -> usize {
    let fits = |length: &usize| rest.get(..*length).is_some_and(|part| before.windows(*length).any(|one| one == part));
    (PIECE_MIN..=rest.len()).take_while(fits).last().unwrap_or(0)
}

/// How far the beginning follows a known order, forward or backward.
fn run(rest: &[char]) -> usize {
    let follows = |row: &str| {
        let row: Vec<char> = row.chars().map(plain).collect();
        let back: Vec<char> = row.iter().rev().copied().collect();
        let length = |row: &[char]| {
            let starts = (0..row.len()).filter_map(|start| row.get(start..));
            starts.map(|row| row.iter().zip(rest).take_while(|(a, b)| a == b).count()).max().unwrap_or(0)
        };
        length(&row).max(length(&back))
    };
    ROWS.iter().map(|row| follows(row)).max().unwrap_or(0)
}

/// A date or a year at the beginning. Digits that stand for letters have become these already.
fn date(rest: &[char]) -> Option<Piece> {
    let digit = |letter: &char| match letter {
        'o' => Some(0),
        'i' => Some(1),
        'e' => Some(3),
        'a' => Some(4),
        's' => Some(5),
        't' => Some(7),
        other => other.to_digit(10),
    };
    let digits: Vec<u32> = rest.iter().map_while(digit).take(8).collect();
    let number = |from: usize, to: usize| digits.get(from..to).map(|part| part.iter().fold(0, |sum, n| sum * 10 + n));
    let is_year = |year: u32| (1900..2100).contains(&year);
    let is_day = |month: u32, day: u32| (1..=12).contains(&month) && (1..=31).contains(&day);
    let whole = is_year(number(0, 4)?) && digits.len() == 8 && is_day(number(4, 6)?, number(6, 8)?);
    let short = digits.len() == 6 && is_day(number(2, 4)?, number(4, 6)?);
    match (whole, short, is_year(number(0, 4)?)) {
        (true, ..) => Piece::known(8, DATE, Advice::Date),
        (_, true, _) => Piece::known(6, DATE, Advice::Date),
        (.., true) => Piece::known(4, YEAR, Advice::Date),
        _ => None,
    }
}

/// A run of letters counts as a word: few guesses for each further letter. Other signs count by themselves.
fn one_sort(rest: &[char], letters: usize) -> Piece {
    let counted = |length: usize, bits: f64| Piece { length, bits, advice: None };
    let as_bits = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    match rest.first() {
        _ if letters > 0 => counted(letters, (as_bits(letters) * 4.7).min(4.0 + 2.0 * as_bits(letters))),
        Some(letter) if letter.is_ascii_digit() => counted(1, 3.3),
        Some(' ' | '-' | '_' | '.') => counted(1, 2.0),
        Some(letter) if letter.is_ascii() => counted(1, 5.0),
        _ => counted(1, 9.0),
    }
}

#[cfg(test)]
mod tests {
    use super::{Advice, Strength};

    const ABOUT: [&str; 4] = ["li.wenqing", "李文清", "example-city", "示例市"];

    fn of(password: &str) -> Strength {
        Strength::of(password, &ABOUT)
    }

    #[test]
    fn what_everybody_would_guess_is_not_enough_and_is_told_why() {
        let cases = [
            ("password123", Advice::CommonWord),
            ("P@ssw0rd2024", Advice::CommonWord),
            ("woaini1314520", Advice::CommonWord),
            ("1234567890", Advice::Run),
            ("qwertyuiop12", Advice::Run),
            ("aaaaaaaaaaaaaaaa", Advice::Repeat),
            ("xk4xk4xk4xk4", Advice::Repeat),
            ("19881203wang", Advice::Date),
            ("li.wenqing88", Advice::AboutYou),
            ("李文清2024示例市!", Advice::AboutYou),
            ("short", Advice::Longer),
        ];
        for (password, advice) in cases {
            let found = of(password);
            assert!(!found.is_enough() && found.advice.contains(&advice), "{password}: {found:?}");
            assert!(found.advice.contains(&Advice::MoreWords), "it always says what to do: {password}");
        }
        assert!(of(&"a b".repeat(200)).advice.contains(&Advice::Shorter));
    }

    #[test]
    fn words_without_a_link_and_random_signs_are_enough() {
        for password in [
            "right horse battery",
            "another long one",
            "河马驾着三轮车去东湖",
            "vK8#qm2Rx!pL",
            "tian qi bu cuo chi mian",
        ] {
            let found = of(password);
            assert!(found.is_enough(), "{password}: {found:?}");
        }
    }
}
