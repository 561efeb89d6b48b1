// Package export gives functions to C. One of them takes a C record for a Go struct; another is not exported at
// all, because of one space.
package export

/*
#include <stdint.h>

typedef struct {
	int32_t sensor;
	double value;
} reading_t;
*/
import "C"

import "unsafe"

// Reading stands for reading_t.
type Reading struct {
	Sensor int32
	Value  float64
}

var last Reading

//export goRecord
func goRecord(r *C.reading_t) {
	last = *(*Reading)(unsafe.Pointer(r))
}

// goReset forgets the last reading.
//
// export goReset
func goReset() {
	last = Reading{}
}

// Last is the reading that C recorded most recently.
func Last() Reading {
	defer goReset()
	return last
}
