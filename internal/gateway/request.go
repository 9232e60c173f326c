// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Request is one logical request to a service, however many attempts it takes. See [Call].
type Request struct {
	Method   string            // GET, POST, PUT, PATCH or DELETE
	Path     string            // below the endpoint; {name} stands for an element
	Elements map[string]string // values of the {…} in Path, not escaped: Call escapes them
	Query    map[string]string // a parameter whose value is "" is not sent
	Values   url.Values        // further parameters, which may repeat, in the order of each one's values
	Body     any               // sent as JSON; nil = none
	About    string            // the name that the answer must carry if it carries one; "" = any. See Subject

	// NotFound says what an answer of 404 means. nil = OwnNotFound.
	NotFound func(*Error) NotFound

	Once     bool       // makes one attempt only
	Cautious bool       // retries only while no attempt can have been carried out
	SentAt   *time.Time // receives the time at which the last attempt was begun; nil = not wanted
	Paused   func()     // is called before the pause that precedes a retry; nil = not wanted

	MaxAnswer int64 // longest answer, in bytes, if that is less than Config.MaxAnswer; 0 = Config.MaxAnswer
}

// NotFound is what an answer of 404 means. Only the client of the service can tell: a gateway that has no route to the
// service answers 404 too.
type NotFound int

// The meanings of a 404.
const (
	// NotFoundForeign is a 404 that the service did not send. It says nothing about the object, and may pass.
	NotFoundForeign NotFound = iota
	// NotFoundAbsent says that the object does not exist. Only this one matches ErrNotFound.
	NotFoundAbsent
	// NotFoundUnconfirmed is the service's own, but a further request has to show whether it is an absence. See
	// Error.Confirm.
	NotFoundUnconfirmed
	// NotFoundNoPath says that the service has no such path, for instance no such version of its API.
	NotFoundNoPath
	// NotFoundOther is the service's own and final, but says nothing about the object.
	NotFoundOther
)

// OwnNotFound takes every 404 with a problem document or a JSON string for an absence. A gateway without a route to the
// service answers with an empty body or a page.
func OwnNotFound(failure *Error) NotFound {
	if failure.Title+failure.Detail == "" {
		return NotFoundForeign
	}
	return NotFoundAbsent
}

// check refuses an element that would change which resource the path addresses: without its last element, the path of
// an object is that of the collection, where a DELETE may remove every object.
func (r Request) check() error {
	for name, element := range r.Elements {
		if element == "" || element == "." || element == ".." {
			return &InputError{Field: name, Reason: fmt.Sprintf("%q cannot stand in a URL", element)}
		}
	}
	return nil
}

// target returns the path and the query as they are sent, for errors and logs.
func (r Request) target() string {
	path := r.Path
	for name, element := range r.Elements {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(element))
	}
	query := r.parameters()
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

func (r Request) parameters() url.Values {
	parameters := url.Values{}
	for key, value := range r.Query {
		if value != "" {
			parameters.Set(key, value)
		}
	}
	for key, values := range r.Values {
		parameters[key] = append(parameters[key], values...)
	}
	return parameters
}
