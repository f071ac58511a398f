// Package preview2 is the host of WASI 0.2, the interfaces that components are made for: files, streams, clocks, randomness, sockets and HTTP.
//
// A guest gets what a Config hands over and nothing else: arguments, variables, streams, directories and networks are absent unless given.
// Clocks and randomness are the system's unless replaced. Files are those of package vfs: no path of a guest, whatever symbolic links
// it holds, leads out of a preopened directory. Every import of a guest can be linked; what was not given is refused when it is asked for.
//
// The interfaces are those of version 0.2.12, which serve guests that were made for any version 0.2.
package preview2
