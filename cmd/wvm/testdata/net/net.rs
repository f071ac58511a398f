// Uses sockets as a program in Rust does: std::net.
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream, ToSocketAddrs, UdpSocket};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Err(e) = run(&args[1], args.get(2)) {
        println!("{}: {:?}", args[1], e.kind());
        std::process::exit(1);
    }
}

fn run(what: &str, target: Option<&String>) -> std::io::Result<()> {
    match what {
        "echo" => {
            // a listener and a client in one program
            let listener = TcpListener::bind("127.0.0.1:0")?;
            let mut client = TcpStream::connect(listener.local_addr()?)?;
            let (mut server, from) = listener.accept()?;
            assert_eq!(from, client.local_addr()?);
            client.set_nodelay(true).ok();
            let mut sent = Vec::new();
            for i in 0..100_000u32 {
                sent.extend_from_slice(&i.to_le_bytes());
            }
            for piece in sent.chunks(10_000) {
                client.write_all(piece)?;
                let mut got = vec![0; piece.len()];
                server.read_exact(&mut got)?;
                server.write_all(&got)?;
                client.read_exact(&mut got)?;
                assert_eq!(got, piece);
            }
            client.shutdown(Shutdown::Write)?;
            assert_eq!(server.read(&mut [0; 10])?, 0);
            println!("echoed {} bytes", sent.len());
        }
        "get" => {
            let mut c = TcpStream::connect(target.unwrap())?;
            write!(c, "GET / HTTP/1.0\r\nHost: x\r\n\r\n")?;
            let mut text = String::new();
            c.read_to_string(&mut text)?;
            println!("{}", text.lines().last().unwrap_or(""));
        }
        "udp" => {
            let a = UdpSocket::bind("127.0.0.1:0")?;
            let b = UdpSocket::bind("127.0.0.1:0")?;
            a.send_to(b"ping", b.local_addr()?)?;
            let mut buf = [0; 100];
            let (n, from) = b.recv_from(&mut buf)?;
            assert_eq!(from, a.local_addr()?);
            b.connect(from)?;
            b.send(&buf[..n])?;
            let n = a.recv(&mut buf)?;
            println!("{}", String::from_utf8_lossy(&buf[..n]));
        }
        _ => {
            for a in (what, 80).to_socket_addrs()? {
                println!("{}", a);
            }
        }
    }
    Ok(())
}
