// Rust's standard collections, iterators, enums, boxes, trait objects, slices, strings, options and results.
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet, VecDeque};
use std::fmt::Write;
use std::hash::{BuildHasherDefault, Hasher};

#[derive(Default)]
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 { self.0 }
    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes { self.0 = (self.0 ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3); }
    }
}

type Map<K, V> = HashMap<K, V, BuildHasherDefault<Fnv>>;

fn mix(h: u64, v: u64) -> u64 {
    let x = (h ^ v).wrapping_mul(0xff51_afd7_ed55_8ccd);
    x ^ (x >> 32)
}

struct Rng(u32);

impl Rng {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }
}

impl Iterator for Rng {
    type Item = u32;
    fn next(&mut self) -> Option<u32> { Some(Rng::next(self)) }
}

// A calculator: tokens, a tree of boxes, evaluation with errors.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    Num(i64),
    Name(String),
    Op(char),
}

enum Expr {
    Num(i64),
    Var(String),
    Neg(Box<Expr>),
    Bin(char, Box<Expr>, Box<Expr>),
}

#[derive(Debug)]
enum Error {
    Unexpected(char),
    End,
    Unknown(String),
    Arithmetic,
}

fn tokens(src: &str) -> Result<Vec<Token>, Error> {
    let mut out = Vec::new();
    let mut chars = src.chars().peekable();
    while let Some(&c) = chars.peek() {
        if let Some(d) = c.to_digit(10) {
            chars.next();
            let mut n = i64::from(d);
            while let Some(d) = chars.peek().and_then(|c| c.to_digit(10)) {
                n = n.wrapping_mul(10).wrapping_add(i64::from(d));
                chars.next();
            }
            out.push(Token::Num(n));
        } else if c.is_alphabetic() {
            let mut name = String::new();
            while let Some(c) = chars.next_if(|c| c.is_alphanumeric()) { name.push(c); }
            out.push(Token::Name(name));
        } else {
            chars.next();
            match c {
                '+' | '-' | '*' | '/' | '%' | '(' | ')' => out.push(Token::Op(c)),
                c if c.is_whitespace() => {}
                _ => return Err(Error::Unexpected(c)),
            }
        }
    }
    Ok(out)
}

struct Parser<'a>(std::slice::Iter<'a, Token>);

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        match self.0.as_slice().first() {
            Some(Token::Op(c)) => Some(*c),
            _ => None,
        }
    }
    fn expr(&mut self, level: usize) -> Result<Expr, Error> {
        const LEVELS: [&[char]; 2] = [&['+', '-'], &['*', '/', '%']];
        let Some(ops) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.expr(level + 1)?;
        while let Some(op) = self.peek().filter(|c| ops.contains(c)) {
            self.0.next();
            left = Expr::Bin(op, Box::new(left), Box::new(self.expr(level + 1)?));
        }
        Ok(left)
    }
    fn unary(&mut self) -> Result<Expr, Error> {
        match self.0.next().ok_or(Error::End)? {
            Token::Num(n) => Ok(Expr::Num(*n)),
            Token::Name(s) => Ok(Expr::Var(s.clone())),
            Token::Op('-') => Ok(Expr::Neg(Box::new(self.unary()?))),
            Token::Op('(') => {
                let e = self.expr(0)?;
                match self.0.next() {
                    Some(Token::Op(')')) => Ok(e),
                    _ => Err(Error::End),
                }
            }
            Token::Op(c) => Err(Error::Unexpected(*c)),
        }
    }
}

fn eval(e: &Expr, vars: &BTreeMap<String, i64>) -> Result<i64, Error> {
    Ok(match e {
        Expr::Num(n) => *n,
        Expr::Var(v) => *vars.get(v).ok_or_else(|| Error::Unknown(v.clone()))?,
        Expr::Neg(e) => eval(e, vars)?.wrapping_neg(),
        Expr::Bin(op, a, b) => {
            let (a, b) = (eval(a, vars)?, eval(b, vars)?);
            match op {
                '+' => a.checked_add(b),
                '-' => a.checked_sub(b),
                '*' => a.checked_mul(b),
                '/' => a.checked_div(b),
                _ => a.checked_rem(b),
            }
            .ok_or(Error::Arithmetic)?
        }
    })
}

fn calculator() -> u64 {
    const SOURCES: [&str; 6] = ["(alpha + 3) * beta - 7 % (alpha - 2)", "1 + 2 * (3 - -x1) / 0", "width * height + depth * 2",
        "((((9))))*((8-7)*(6+x1))", "beta $ 4", "alpha * alpha * beta * 900000000000 * x1"];
    let mut vars: BTreeMap<String, i64> = ["beta", "x1", "width", "height"].iter().map(|s| (s.to_string(), s.len() as i64)).collect();
    (0..120).fold(0, |h, i| {
        vars.insert("alpha".to_owned(), i);
        let result = tokens(SOURCES[i as usize % 6]).and_then(|t| Parser(t.iter()).expr(0)).and_then(|e| eval(&e, &vars));
        mix(h, match result {
            Ok(n) => n as u64,
            Err(Error::Unexpected(c)) => u64::from(c),
            Err(Error::Unknown(name)) => name.bytes().map(u64::from).sum(),
            Err(Error::End) => 1,
            Err(Error::Arithmetic) => 2,
        })
    })
}

#[derive(Clone, Debug)]
struct Person {
    name: String,
    age: u8,
    height: f32,
    tags: Vec<&'static str>,
}

fn people(rng: &mut Rng) -> u64 {
    const TAGS: [&str; 5] = ["red", "green", "blue", "été", "naïve"];
    let mut list: Vec<Person> = (0..160)
        .map(|i| {
            let n = rng.next();
            let name: String = (0..3 + n % 6).map(|k| char::from(b'a' + ((n >> (k * 4)) % 26) as u8)).collect();
            let tags = TAGS.iter().copied().filter(|t| (n as usize + i) % t.len() < 2).collect();
            Person { name, age: (n >> 24) as u8 % 90, height: (n % 64) as f32 / 2.0 + 150.0, tags }
        })
        .collect();
    list.sort_by_key(|p| (Reverse(p.age / 10), p.name.clone()));
    let mut groups: BTreeMap<u8, Vec<&Person>> = BTreeMap::new();
    for p in list.iter().filter(|p| !p.tags.is_empty()) { groups.entry(p.age / 10).or_default().push(p); }
    let mut line = String::new();
    for (decade, members) in &groups {
        let tallest = members.iter().max_by(|a, b| a.height.total_cmp(&b.height)).map_or("", |p| p.name.as_str());
        let mean = members.iter().map(|p| p.height).sum::<f32>() / members.len() as f32;
        let _ = writeln!(line, "{decade}0s {tallest:>8} {:04} {}", (mean * 8.0) as i32, members[0].tags.join("/").to_uppercase());
    }
    line.lines().flat_map(|l| l.split_whitespace()).zip(1u64..).fold(0, |h, (w, i)| {
        w.chars().rev().fold(mix(h, i), |h, c| h.rotate_left(7) ^ u64::from(c))
    })
}

trait Stage {
    fn feed(&mut self, x: f64) -> Option<f64>;
}
struct Smooth { window: VecDeque<f64>, size: usize }
struct Clip(f64, f64);
struct Every { n: u32, seen: u32 }

impl Stage for Smooth {
    fn feed(&mut self, x: f64) -> Option<f64> {
        self.window.push_back(x);
        if self.window.len() > self.size { self.window.pop_front(); }
        Some(self.window.iter().sum::<f64>() / self.window.len() as f64)
    }
}
impl Stage for Clip {
    fn feed(&mut self, x: f64) -> Option<f64> { Some(x.clamp(self.0, self.1)) }
}
impl Stage for Every {
    fn feed(&mut self, x: f64) -> Option<f64> {
        self.seen += 1;
        (self.seen % self.n != 0).then_some(x)
    }
}

fn pipeline(rng: &mut Rng) -> u64 {
    let mut stages: Vec<Box<dyn Stage>> = vec![Box::new(Clip(50.0, 900.0)), Box::new(Every { n: 3, seen: 0 }),
        Box::new(Smooth { window: VecDeque::new(), size: 6 }), Box::new(Clip(200.0, 800.0))];
    let out: Vec<f64> = rng.take(1200).map(|v| f64::from(v % 1000))
        .filter_map(|x| stages.iter_mut().try_fold(x, |x, s| s.feed(x))).collect();
    let steepest = out.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f64::max);
    out.chunks(16).fold(steepest as u64, |h, c| mix(h, c.iter().sum::<f64>() as u64))
}

fn matrix(n: usize) -> u64 {
    let a: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| ((i * 7 + j * 3) % 11) as f64 - 4.0).collect()).collect();
    let mut c = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..n {
            for k in 0..n { c[i][j] += a[i][k] * a[k][j]; }
        }
    }
    let trace: f64 = (0..n).map(|i| c[i][i]).sum();
    c.iter().map(|row| row.iter().zip(&a[0]).map(|(x, y)| x * y).sum::<f64>()).fold(trace as i64 as u64, |h, v| mix(h, v as i64 as u64))
}

fn graph(rng: &mut Rng) -> u64 {
    let mut edges: Map<u32, Vec<(u32, u32)>> = Map::default();
    for _ in 0..900 {
        let (a, b, w) = (rng.next() % 200, rng.next() % 200, rng.next() % 50 + 1);
        edges.entry(a).or_insert_with(Vec::new).push((b, w));
    }
    let mut best: Map<u32, u32> = Map::default();
    let mut heap = BinaryHeap::from([Reverse((0, 0))]);
    while let Some(Reverse((cost, at))) = heap.pop() {
        if best.get(&at).is_some_and(|&c| c <= cost) { continue; }
        best.insert(at, cost);
        heap.extend(edges.get(&at).into_iter().flatten().map(|&(to, w)| Reverse((cost + w, to))));
    }
    let odd: HashSet<u32> = best.values().copied().filter(|c| c & 1 == 1).collect();
    let mut order: Vec<_> = best.into_iter().collect();
    order.sort_unstable();
    let at = order.binary_search_by_key(&77, |&(k, _)| k).unwrap_or_else(|i| i);
    order[at..].iter().chain(&order[..at]).fold(odd.len() as u64, |h, &(k, c)| mix(h, u64::from(k) << 32 | u64::from(c)))
}

fn merge_sort<T: Ord + Copy>(v: &mut [T], tmp: &mut Vec<T>) {
    if v.len() < 2 { return; }
    let mid = v.len() / 2;
    let (l, r) = v.split_at_mut(mid);
    merge_sort(l, tmp);
    merge_sort(r, tmp);
    tmp.clear();
    let (mut i, mut j) = (0, 0);
    while i < l.len() && j < r.len() { if r[j] < l[i] { tmp.push(r[j]); j += 1 } else { tmp.push(l[i]); i += 1 } }
    tmp.extend_from_slice(&l[i..]);
    tmp.extend_from_slice(&r[j..]);
    v.copy_from_slice(tmp);
}

fn main() {
    let mut rng = Rng(2_463_534_242);
    let mut sum = 0;
    for _ in 0..20 {
        let mut v: Vec<u32> = rng.by_ref().take(1500).map(|x| x % 10_000).collect();
        merge_sort(&mut v, &mut Vec::new());
        v.dedup();
        sum = v.iter().step_by(7).fold(sum, |h, &x| mix(h, u64::from(x)));
        for part in [calculator(), people(&mut rng), pipeline(&mut rng), matrix(26), graph(&mut rng)] {
            sum = mix(sum, part);
        }
    }
    println!("collections {sum:016x}");
}
