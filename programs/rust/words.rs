// words: counts made-up words in a hash map, sorts them, formats them and writes them to a file that it reads back.
// The argument is the number of words.
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Write};

struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % n
    }
}

fn count(n: usize) -> HashMap<String, u32> {
    let letters: Vec<char> = "etaoinshrdlü".chars().collect();
    let mut random = Random(42);
    let mut counts = HashMap::new();
    for _ in 0..n {
        let len = 1 + random.below(3) + random.below(3);
        let word: String = (0..len).map(|_| letters[random.below(12) as usize]).collect();
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}

fn main() -> io::Result<()> {
    let n = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(5000);
    let counts = count(n);
    let mut words: Vec<_> = counts.iter().collect();
    words.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (word, count) in words.iter().take(10) {
        println!("{:<6}{:>5} {:.4}%", word, count, **count as f64 * 100.0 / n as f64);
    }

    let mut file = fs::File::create("words.txt")?;
    for (word, count) in &words {
        writeln!(file, "{} {}", word, count)?;
    }
    drop(file);
    let mut lengths = BTreeMap::new();
    for line in fs::read_to_string("words.txt")?.lines() {
        let word = line.split(' ').next().unwrap_or("");
        *lengths.entry(word.chars().count()).or_insert(0u32) += 1;
    }
    println!("{} different, by length {:?}", words.len(), lengths);

    println!("{:?}", "x".repeat(3).parse::<u8>().map_err(|e| e.to_string()));
    Ok(())
}
