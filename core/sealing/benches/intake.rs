//! What sealing adds to an intake, apart from deriving the receipt code's key: `cargo bench -p dengwen-sealing`. A report of a
//! name, a telephone number, the name of the side complained of, what is reported, and one file with its name; a pair for its
//! content and one for who reports, each locked to two circles, the mailbox and recovery; two hundred words for the index.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "it stops by panicking and reports times"
)]

use dengwen_sealing::{Identity, KeyRing, Place, PublicKey, SecretKey, Sort};
use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 300;
const VALUES: usize = 6;
const HOLDERS: u8 = 4;
const WORDS: usize = 200;

fn main() {
    let text = "在工程招投标中收受好处费。".repeat(40);
    let ring = KeyRing::new("k1", [7; 32], [8; 32]);
    let holders: Vec<SecretKey> = (0..HOLDERS).map(|n| SecretKey::from_seed([n; 32])).collect();
    // The public keys of those who hold are stored; an intake reads them.
    let known: Vec<PublicKey> = holders.iter().map(SecretKey::public).collect();
    let words: Vec<String> = (0..WORDS).map(|n| format!("词语{n}")).collect();
    let (mut ordinary, mut sealed, mut indexed) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let seed = |n: usize| {
            let mut seed = [0; 32];
            seed[..8].copy_from_slice(&(round * 100 + n).to_le_bytes());
            seed
        };
        let start = Instant::now();
        for n in 0..VALUES {
            let place = Place::new("case", n.to_string());
            black_box(ring.seal(&place, &Identity::new(text.as_str()), seed(n)[..24].try_into().unwrap()));
            black_box(ring.token(Sort::Name, "张三"));
        }
        ordinary.push(start.elapsed());
        let start = Instant::now();
        for pair in 0..2 {
            let secret = SecretKey::from_seed(seed(50 + pair));
            let public = secret.public();
            for (n, holder) in known.iter().enumerate() {
                secret.lock_to(holder, &Place::new("pair", "lock"), seed(60 + pair * 10 + n)).unwrap();
            }
            for n in 0..VALUES / 2 {
                public
                    .seal_value("pair", &Place::new("case", n.to_string()), text.as_bytes(), seed(80 + pair * 4 + n))
                    .unwrap();
            }
        }
        sealed.push(start.elapsed());
        let start = Instant::now();
        let key = holders[0].word_key();
        assert_eq!(words.iter().map(|word| key.hash(word)).filter(|hash| hash.len() == 16).count(), WORDS);
        indexed.push(start.elapsed());
    }
    println!("sealed with the ring (ordinary grade): median {:?}", median(&mut ordinary));
    println!("sealed to pairs, with the locks of {HOLDERS} holders each: median {:?}", median(&mut sealed));
    println!("{WORDS} words hashed: median {:?}", median(&mut indexed));
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}
