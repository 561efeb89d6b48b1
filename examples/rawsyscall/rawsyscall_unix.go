//go:build unix && !aix && !solaris

// Package rawsyscall makes system calls by number.
package rawsyscall

import (
	"syscall"
	"unsafe"
)

// Say writes text to standard output: on linux/amd64. On linux/386, Darwin and the BSDs the number 1 ends the
// process instead, and on linux/arm64 it is io_destroy.
func Say(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	_, _, errno := syscall.Syscall(1, 1, uintptr(unsafe.Pointer(&text[0])), uintptr(len(text)))
	if errno != 0 {
		return errno
	}
	return nil
}
