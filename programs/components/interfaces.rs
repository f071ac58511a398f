// Calls the interfaces of WASI 0.2 and prints what comes of it, as far as that is the same under every runtime.
use std::fmt::Debug;
use wasip2::cli::{environment, exit, stderr, stdin, stdout, terminal_stdin, terminal_stdout};
use wasip2::clocks::{monotonic_clock, wall_clock};
use wasip2::filesystem::{preopens, types::*};
use wasip2::io::poll::{poll, Pollable};
use wasip2::io::streams::{InputStream, OutputStream, StreamError};
use wasip2::random::{insecure, insecure_seed, random};

fn show<T: Debug, E: Debug>(what: &str, result: Result<T, E>) -> Option<T> {
    println!("{what}: {result:?}");
    result.ok()
}

// outcome shows a result of a stream without the number of an error's handle.
fn outcome<T: Debug>(what: &str, result: Result<T, StreamError>) -> Option<T> {
    match result {
        Ok(v) => {
            println!("{what}: {v:?}");
            Some(v)
        }
        Err(StreamError::Closed) => {
            println!("{what}: closed");
            None
        }
        Err(StreamError::LastOperationFailed(e)) => {
            println!("{what}: failed, {:?}", filesystem_error_code(&e));
            None
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn main() {
    surroundings();
    input(&stdin::get_stdin());
    clocks();
    randomness();
    let dirs = preopens::get_directories();
    println!("directories {:?}", dirs.iter().map(|d| &d.1).collect::<Vec<_>>());
    let root = &dirs[0].0;
    files(root);
    streams(root);
    directories(root);
    links(root);
    paths(root);
    times(root);
    many(root);
    let err = stderr::get_stderr();
    outcome("stderr", err.blocking_write_and_flush(b"to the standard error\n"));
    exit::exit(Err(()));
}

fn surroundings() {
    println!("arguments {:?}", &environment::get_arguments()[1..]);
    let mut vars = environment::get_environment();
    vars.sort();
    println!("variables {vars:?}");
    println!("terminals {} {}", terminal_stdin::get_terminal_stdin().is_some(), terminal_stdout::get_terminal_stdout().is_some());
}

fn input(stdin: &InputStream) {
    outcome("nothing", stdin.read(0));
    let mut got = Vec::new();
    {
        let ready = stdin.subscribe();
        ready.block();
    }
    outcome("skip", stdin.blocking_skip(2));
    loop {
        match stdin.blocking_read(5) {
            Ok(b) => got.extend(b),
            Err(StreamError::Closed) => break,
            Err(e) => panic!("{e:?}"),
        }
    }
    println!("read {:?}", text(&got));
    outcome("at the end", stdin.blocking_read(1));
    outcome("behind it", stdin.read(1));
    println!("ready {}", stdin.subscribe().ready());
}

fn clocks() {
    let start = monotonic_clock::now();
    let timers: Vec<Pollable> = [3_600_000_000_000, 5_000_000, 10_000_000].map(monotonic_clock::subscribe_duration).into();
    println!("ready before {}", timers[0].ready());
    let all: Vec<&Pollable> = timers.iter().collect();
    let first = poll(&all);
    println!("first {} {}", first.contains(&0), first.contains(&1)); // a slow machine may find the third one, too
    timers[2].block();
    println!("later {:?}", poll(&all));
    println!("at least {}", monotonic_clock::now() - start >= 10_000_000);
    println!("past {:?}", poll(&[&monotonic_clock::subscribe_instant(0), &timers[0], &monotonic_clock::subscribe_instant(start)]));
    println!("resolutions {} {}", monotonic_clock::resolution() > 0, wall_clock::resolution().nanoseconds > 0);
    let now = wall_clock::now();
    println!("now {}", now.seconds > 1_700_000_000 && now.nanoseconds < 1_000_000_000);
}

fn randomness() {
    for n in [0, 1, 1000] {
        println!("random {} {}", random::get_random_bytes(n).len(), insecure::get_insecure_random_bytes(n).len());
    }
    println!("differ {} {}", random::get_random_u64() != random::get_random_u64(), insecure::get_insecure_random_u64() != insecure::get_insecure_random_u64());
    let seed = insecure_seed::insecure_seed();
    println!("seed {}", seed.0 != seed.1);
}

fn open(d: &Descriptor, path: &str, how: OpenFlags, flags: DescriptorFlags) -> Descriptor {
    d.open_at(PathFlags::SYMLINK_FOLLOW, path, how, flags).unwrap_or_else(|e| panic!("open {path}: {e:?}"))
}

fn create(d: &Descriptor, path: &str, content: &[u8]) -> Descriptor {
    let f = open(d, path, OpenFlags::CREATE | OpenFlags::TRUNCATE, DescriptorFlags::READ | DescriptorFlags::WRITE);
    assert_eq!(f.write(content, 0), Ok(content.len() as u64));
    f
}

fn files(d: &Descriptor) {
    let f = create(d, "file", b"0123456789");
    show("read", f.read(4, 3));
    show("read to the end", f.read(100, 8).map(|r| text(&r.0)));
    show("read behind it", f.read(1, 100));
    show("write", f.write(b"ab", 12));
    show("read it all", f.read(100, 0).map(|r| text(&r.0)));
    show("set-size", f.set_size(5));
    show("sync", f.sync());
    show("sync-data", f.sync_data());
    show("flags", f.get_flags());
    show("type", f.get_type());
    show("type of a directory", d.get_type());
    show("advise", f.advise(0, 10, Advice::Sequential));
    let st = f.stat().unwrap();
    println!("stat {:?} {} {}", st.type_, st.link_count, st.size);
    let r = open(d, "file", OpenFlags::empty(), DescriptorFlags::READ);
    show("write what is read", r.write(b"x", 0).map_err(|_| ()));
    show("set the size of what is read", r.set_size(0).map_err(|_| ()));
    println!("same {} {} {}", f.is_same_object(&f), f.is_same_object(&r), f.is_same_object(d));
    let hash = f.metadata_hash().unwrap();
    let again = d.metadata_hash_at(PathFlags::empty(), "file").unwrap();
    println!("hash {}", (hash.lower, hash.upper) == (again.lower, again.upper));
    show("read a directory", d.read(1, 0));
    show("a path from a file", f.stat_at(PathFlags::empty(), "x").map(|_| ()));
}

fn permitted(out: &OutputStream) -> u64 {
    let ready = out.subscribe();
    ready.block();
    out.check_write().unwrap()
}

fn streams(d: &Descriptor) {
    let f = create(d, "stream", b"0123456789");
    let (one, two) = (f.read_via_stream(3).unwrap(), f.read_via_stream(0).unwrap());
    let (out, end) = (f.write_via_stream(2).unwrap(), f.append_via_stream().unwrap());
    outcome("one", one.blocking_read(3));
    outcome("two", two.blocking_skip(4));
    println!("permitted {}", permitted(&out) > 0);
    outcome("write", out.write(b"ab"));
    outcome("flush", out.blocking_flush());
    outcome("append", end.blocking_write_and_flush(b"XY"));
    outcome("zeroes", out.blocking_write_zeroes_and_flush(2));
    outcome("append again", end.blocking_write_and_flush(b"Z"));
    println!("file {:?}", f.read(100, 0).map(|r| text(&r.0)));
    println!("splice {}", permitted(&end) > 0);
    outcome("splice", end.blocking_splice(&two, 3));
    println!("file {:?}", f.read(100, 0).map(|r| text(&r.0)));
    let behind = f.read_via_stream(1000).unwrap();
    outcome("behind the end", behind.blocking_read(1));
    outcome("splice from there", end.blocking_splice(&behind, 1));
    let out = stdout::get_stdout();
    println!("one line");
    outcome("another", out.blocking_write_and_flush(b"another line\n"));
    let f = create(d, "big", &[]);
    let out = f.write_via_stream(0).unwrap();
    let data: Vec<u8> = (0..200_000u32).map(|i| i as u8).collect();
    let mut rest = &data[..];
    while !rest.is_empty() {
        let n = rest.len().min(permitted(&out) as usize);
        out.write(&rest[..n]).unwrap();
        rest = &rest[n..];
    }
    outcome("flush", out.blocking_flush());
    let input = f.read_via_stream(0).unwrap();
    let mut back = Vec::new();
    while let Ok(b) = input.blocking_read(1 << 40) {
        back.extend(b);
    }
    println!("as it was {}", back == data);
}

fn list(d: &Descriptor) -> Vec<(String, DescriptorType)> {
    let entries = d.read_directory().unwrap();
    let mut all = Vec::new();
    while let Some(e) = entries.read_directory_entry().unwrap() {
        all.push((e.name, e.type_));
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

fn directories(d: &Descriptor) {
    show("create", d.create_directory_at("dir"));
    show("again", d.create_directory_at("dir"));
    show("below nothing", d.create_directory_at("none/dir"));
    let sub = open(d, "dir", OpenFlags::DIRECTORY, DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY);
    for name in ["b", "a", "c"] {
        create(&sub, name, name.as_bytes());
    }
    println!("list {:?}", list(&sub));
    show("remove", d.remove_directory_at("dir"));
    show("unlink", d.unlink_file_at("dir"));
    show("remove a file", d.remove_directory_at("dir/a"));
    show("rename", sub.rename_at("a", d, "moved"));
    show("rename over", sub.rename_at("b", d, "moved"));
    show("rename nothing", sub.rename_at("b", d, "moved"));
    println!("moved {:?}", open(d, "moved", OpenFlags::empty(), DescriptorFlags::READ).read(10, 0).map(|r| r.0));
    println!("list {:?}", list(&sub));
    show("unlink", sub.unlink_file_at("c"));
    show("unlink again", sub.unlink_file_at("c"));
    show("remove", d.remove_directory_at("dir"));
    show("stat", d.stat_at(PathFlags::empty(), "dir").map(|_| ()));
    println!("list {:?}", list(d));
}

fn links(d: &Descriptor) {
    create(d, "target", b"content");
    show("symlink", d.symlink_at("target", "link"));
    show("absolute", d.symlink_at("/etc", "absolute"));
    show("over", d.symlink_at("x", "link"));
    show("readlink", d.readlink_at("link"));
    show("readlink of a file", d.readlink_at("target"));
    println!("link {:?}", d.stat_at(PathFlags::empty(), "link").map(|s| (s.type_, s.size)));
    println!("target {:?}", d.stat_at(PathFlags::SYMLINK_FOLLOW, "link").map(|s| (s.type_, s.size)));
    show("open the link", d.open_at(PathFlags::empty(), "link", OpenFlags::empty(), DescriptorFlags::READ).map(|_| ()));
    println!("open through it {:?}", open(d, "link", OpenFlags::empty(), DescriptorFlags::READ).read(100, 0).map(|r| text(&r.0)));
    show("hard link", d.link_at(PathFlags::empty(), "target", d, "hard"));
    show("over", d.link_at(PathFlags::empty(), "target", d, "hard"));
    show("following", d.link_at(PathFlags::SYMLINK_FOLLOW, "link", d, "x"));
    println!("links {:?}", d.stat_at(PathFlags::empty(), "hard").map(|s| s.link_count));
    show("loop", d.symlink_at("loop", "loop"));
    show("stat it", d.stat_at(PathFlags::SYMLINK_FOLLOW, "loop").map(|_| ()));
    show("exclusive", d.open_at(PathFlags::empty(), "link", OpenFlags::CREATE | OpenFlags::EXCLUSIVE, DescriptorFlags::WRITE).map(|_| ()));
    show("unlink the loop", d.unlink_file_at("loop"));
}

fn paths(d: &Descriptor) {
    d.create_directory_at("sub").unwrap();
    d.symlink_at("../..", "sub/up").unwrap();
    let sub = open(d, "sub", OpenFlags::DIRECTORY, DescriptorFlags::READ);
    for path in ["..", "/", "/etc/passwd", "sub/../..", "sub/up", "sub/up/x", "target/x"] {
        show(path, d.open_at(PathFlags::SYMLINK_FOLLOW, path, OpenFlags::empty(), DescriptorFlags::READ).map(|_| ()));
        show(path, d.stat_at(PathFlags::SYMLINK_FOLLOW, path).map(|_| ()));
    }
    for path in ["../target", ".."] {
        show(path, sub.open_at(PathFlags::SYMLINK_FOLLOW, path, OpenFlags::empty(), DescriptorFlags::READ).map(|_| ()));
    }
    for path in ["sub/../target", "./target", "sub/./..//target"] {
        show(path, d.stat_at(PathFlags::empty(), path).map(|s| s.size));
    }
    show("unlink the link", sub.unlink_file_at("up"));
    show("long", d.stat_at(PathFlags::empty(), &"x".repeat(300)).map(|_| ()));
}

fn times(d: &Descriptor) {
    let at = |seconds| NewTimestamp::Timestamp(wall_clock::Datetime { seconds, nanoseconds: 250_000_000 });
    let modified = |s: DescriptorStat| s.data_modification_timestamp.map(|t| (t.seconds, t.nanoseconds));
    let f = create(d, "times", b"x");
    show("set-times", f.set_times(at(1_000_000_000), at(1_100_000_000)));
    println!("modified {:?}", f.stat().map(modified));
    show("set-times-at", d.set_times_at(PathFlags::SYMLINK_FOLLOW, "times", NewTimestamp::NoChange, at(1_200_000_000)));
    println!("modified {:?}", d.stat_at(PathFlags::empty(), "times").map(modified));
    println!("accessed {:?}", f.stat().map(|s| s.data_access_timestamp.map(|t| t.seconds)));
    show("now", f.set_times(NewTimestamp::Now, NewTimestamp::Now));
    println!("recent {:?}", f.stat().map(|s| s.data_modification_timestamp.unwrap().seconds > 1_600_000_000));
}

fn many(d: &Descriptor) {
    let mut streams = Vec::new();
    for i in 0..50 {
        let f = create(d, &format!("many{i}"), &[i]);
        streams.push(f.read_via_stream(0).unwrap());
    }
    let ready: Vec<Pollable> = streams.iter().map(InputStream::subscribe).collect();
    println!("ready {}", !poll(&ready.iter().collect::<Vec<_>>()).is_empty());
    drop(ready);
    println!("sum {}", streams.iter().map(|s| s.blocking_read(1).unwrap()[0] as u32).sum::<u32>());
}
