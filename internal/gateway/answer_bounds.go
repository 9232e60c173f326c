// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
)

// The longest answers, in bytes, after decompression. What is decoded of an answer takes a multiple of its length in
// memory, and the more the shorter its objects are: see maxObjects and listGrowth.
const (
	maxObjectAnswer = 16 << 20 // of one object: 127 boot sets that list 65 535 nodes are longer, but BOS has no such nodes
	maxErrorAnswer  = 1 << 20  // other than 2xx
	beginningBytes  = 64 << 10 // of a ListBeginning
)

const (
	// maxObjects is the number of JSON objects and lists in an answer that is one object. A session template with 127
	// boot sets has a thousand.
	maxObjects = 100_000
	// listGrowth is how many times the length of the answer the elements of a list may take in memory, and listSlack
	// what they may take beside. A component takes some 700 bytes, and 2 to 6 kB in an answer.
	listGrowth = 4
	listSlack  = 1 << 20
)

// tooLong reports an answer that is longer than so many bytes. It matches ErrTooLong.
type tooLong int64

func (e tooLong) Error() string { return fmt.Sprintf("the answer is longer than %d bytes", int64(e)) }

// Is matches ErrTooLong.
func (tooLong) Is(target error) bool { return target == ErrTooLong }

// bound is how much of an answer is read.
type bound struct {
	bytes int64
	cut   bool // what follows is ignored; otherwise it is an error
}

// bound returns the bound of an answer that is decoded into a value.
func (x *exchange) bound(into any) bound {
	most := x.c.maxAnswer
	if x.r.MaxAnswer > 0 {
		most = min(most, x.r.MaxAnswer)
	}
	switch {
	case isList(into):
		return bound{bytes: most}
	case reflect.TypeOf(into) == reflect.TypeFor[*ListBeginning]():
		return bound{bytes: beginningBytes, cut: true}
	default:
		return bound{bytes: min(most, maxObjectAnswer)}
	}
}

// isList reports whether an answer is decoded as a list, by the rules of encoding/json alone.
func isList(into any) bool {
	_, special := into.(json.Unmarshaler)
	target := reflect.TypeOf(into).Elem()
	return !special && target.Kind() == reflect.Slice && target.Elem().Kind() != reflect.Uint8
}

// unmarshalBounded decodes JSON like json.Unmarshal, in memory of a multiple of its length. json.Unmarshal itself would
// decode the whole answer before it reports that its first element is wrong: 64 MB of zeros into gigabytes of objects.
func unmarshalBounded(body []byte, into any) error {
	if isList(into) {
		return unmarshalList(body, reflect.ValueOf(into).Elem())
	}
	if count := bytes.Count(body, []byte("{")) + bytes.Count(body, []byte("[")); count > maxObjects {
		return fmt.Errorf("it has more than %d objects and lists", maxObjects)
	}
	return json.Unmarshal(body, into)
}

// unmarshalList decodes the elements of a list one by one, up to the first that cannot be decoded.
func unmarshalList(body []byte, list reflect.Value) error {
	trimmed := bytes.TrimSpace(body)
	if trimmed[0] != '[' { // null is an empty list, and everything else an error
		return json.Unmarshal(trimmed[:min(len(trimmed), maxErrorAnswer)], list.Addr().Interface())
	}
	decoder := json.NewDecoder(bytes.NewReader(trimmed))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	list.Set(reflect.MakeSlice(list.Type(), 0, 0))
	size, most := int64(list.Type().Elem().Size()), int64(len(body))*listGrowth+listSlack
	for n := int64(1); decoder.More(); n++ {
		if n*size > most {
			return fmt.Errorf("it lists %d elements or more in %d bytes, which is less than any of them has", n, len(body))
		}
		list.Set(reflect.Append(list, reflect.Zero(list.Type().Elem())))
		if err := decoder.Decode(list.Index(list.Len() - 1).Addr().Interface()); err != nil {
			return completed(err)
		}
	}
	if _, err := decoder.Token(); err != nil { // the closing bracket
		return completed(err)
	}
	if rest := bytes.TrimSpace(trimmed[decoder.InputOffset():]); len(rest) > 0 {
		return json.Unmarshal(append([]byte("[]"), rest[:1]...), new([]any)) // the error of what follows a value
	}
	return nil
}

// completed returns the error that json.Unmarshal has for JSON that ends too early.
func completed(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("unexpected end of JSON input")
	}
	return err
}
