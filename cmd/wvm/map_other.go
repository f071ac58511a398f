//go:build !unix

package main

// mapFile reports that files are not mapped here.
func mapFile(string) ([]byte, bool) { return nil, false }
