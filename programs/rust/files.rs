// Works with files, streams, variables and clocks by the standard library, and prints what comes of it.
use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::time::{Duration, Instant, SystemTime};

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    println!("arguments {args:?}");
    println!("variable {:?} {:?}", std::env::var("NAME"), std::env::var("NONE"));
    lines()?;
    whole_files()?;
    parts()?;
    directories()?;
    failures();
    time()?;
    let map: HashMap<_, _> = (0..100).map(|i| (i, i * i)).collect();
    println!("map {} {}", map.len(), map[&9]);
    io::stderr().write_all(b"to the standard error\n")?;
    std::process::exit(i32::from(args.len() > 1))
}

fn lines() -> io::Result<()> {
    let mut words = 0;
    for line in io::stdin().lock().lines() {
        words += line?.split_whitespace().count();
    }
    println!("words {words}");
    Ok(())
}

fn whole_files() -> io::Result<()> {
    fs::write("whole", "0123456789")?;
    println!("{:?}", fs::read_to_string("whole")?);
    println!("copied {}", fs::copy("whole", "copy")?);
    fs::rename("copy", "moved")?;
    println!("there {} {}", fs::metadata("copy").is_ok(), fs::metadata("moved").is_ok());
    fs::remove_file("moved")?;
    println!("length {}", fs::metadata("whole")?.len());
    let big: Vec<u8> = (0..1_000_000u32).map(|i| (i % 251) as u8).collect();
    fs::write("big", &big)?;
    println!("as it was {}", fs::read("big")? == big);
    Ok(())
}

fn parts() -> io::Result<()> {
    let mut f = OpenOptions::new().read(true).write(true).create(true).truncate(true).open("parts")?;
    f.write_all(b"hello, world")?;
    f.seek(SeekFrom::Start(7))?;
    let mut rest = String::new();
    f.read_to_string(&mut rest)?;
    println!("{rest:?} {}", f.stream_position()?);
    f.seek(SeekFrom::End(-5))?;
    f.write_all(b"W")?;
    f.set_len(9)?;
    f.sync_all()?;
    drop(f);
    let mut f = OpenOptions::new().append(true).open("parts")?;
    f.write_all(b"!")?;
    f.write_all(b"?")?;
    drop(f);
    println!("{:?}", fs::read_to_string("parts")?);
    let mut w = BufWriter::new(File::create("lines")?);
    for i in 0..10_000 {
        writeln!(w, "line {i}")?;
    }
    drop(w);
    println!("sum {}", BufReader::new(File::open("lines")?).lines().map(|l| l.unwrap().len()).sum::<usize>());
    Ok(())
}

fn names(dir: &str) -> io::Result<BTreeSet<String>> {
    fs::read_dir(dir)?.map(|e| Ok(e?.file_name().into_string().unwrap())).collect()
}

fn directories() -> io::Result<()> {
    fs::create_dir_all("a/b/c")?;
    for i in 0..300 {
        File::create(format!("a/b/{i}"))?;
    }
    fs::hard_link("whole", "a/hard")?;
    println!("{:?}", names("a")?);
    println!("{} {}", names("a/b")?.len(), fs::metadata("a/b")?.is_dir());
    fs::remove_dir_all("a")?;
    println!("{}", fs::metadata("a").is_err());
    fs::create_dir("kept")?;
    fs::write("kept/file", [0, 255])?;
    Ok(())
}

fn failures() {
    println!("{:?}", File::open("none").map(|_| ()).map_err(|e| e.kind()));
    println!("{:?}", fs::create_dir("kept").map_err(|e| e.kind()));
    println!("{:?}", fs::remove_dir("kept").is_err());
    println!("{:?}", fs::read_dir("whole").map(|_| ()).map_err(|e| e.kind()));
    println!("{:?}", File::open("whole/x").map(|_| ()).map_err(|e| e.kind()));
    println!("{:?}", OpenOptions::new().write(true).create_new(true).open("whole").map(|_| ()).map_err(|e| e.kind()));
    println!("{:?}", OpenOptions::new().write(true).open("kept").map(|_| ()).map_err(|e| e.kind()));
    println!("{:?}", fs::remove_file("none").map_err(|e| e.kind()));
}

fn time() -> io::Result<()> {
    let start = Instant::now();
    std::thread::sleep(Duration::from_millis(5));
    println!("slept {}", start.elapsed() >= Duration::from_millis(5));
    println!("now {}", SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() > 1_600_000_000);
    println!("modified {}", fs::metadata("whole")?.modified()? > SystemTime::UNIX_EPOCH);
    Ok(())
}
