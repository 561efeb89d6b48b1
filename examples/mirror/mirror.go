// Package mirror hands Go structs to C as if they were C records. Each of the three is right on the machine it
// was written on and wrong on another one.
package mirror

/*
#include <stdint.h>

// C puts stamp at offset 4 on linux/386 and at 8 everywhere else; Go puts an int64 at 4 on every 32-bit target.
struct event {
	int32_t kind;
	int64_t stamp;
};

// The attribute puts total at offset 8 on every target.
struct meter {
	int32_t unit;
	int64_t total __attribute__((aligned(8)));
};

// 12 bytes on linux/386, 16 bytes everywhere else; in Go 12 bytes on every 32-bit target.
struct span {
	int64_t start;
	int32_t length;
};

static int64_t event_stamp(const struct event *e) { return e->stamp; }
static void meter_add(struct meter *m, int64_t n) { m->total += n; }
static void span_clear(struct span *s, int n) { while (n-- > 0) s[n] = (struct span){0, 0}; }
*/
import "C"

import "unsafe"

// Event stands for struct event.
type Event struct {
	Kind  int32
	Stamp int64
}

// Meter stands for struct meter.
type Meter struct {
	Unit  int32 // what is counted
	Total int64 // since the start
}

// Span stands for struct span.
type Span struct {
	Start  int64
	Length int32
}

// StampOf reads an event's stamp in C.
func StampOf(e *Event) int64 {
	return int64(C.event_stamp((*C.struct_event)(unsafe.Pointer(e))))
}

// Add lets C add to a meter.
func (m *Meter) Add(n int64) {
	p := unsafe.Pointer(m)
	C.meter_add((*C.struct_meter)(p), C.int64_t(n))
}

// Clear lets C write over all spans.
func Clear(spans []Span) {
	if len(spans) > 0 {
		C.span_clear((*C.struct_span)(unsafe.Pointer(&spans[0])), C.int(len(spans)))
	}
}
