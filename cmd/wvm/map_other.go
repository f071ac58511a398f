//go:build !unix

package main

import "os"

// mapFile reports that files are not mapped here.
func mapFile(*os.File, int64) ([]byte, bool) { return nil, false }
