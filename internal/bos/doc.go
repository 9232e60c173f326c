// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package bos is a client of the Boot Orchestration Service (BOS) of HPE Cray EX systems: sessions, session templates,
// components (nodes), options and staged sessions, and the rules that BOS applies to them.
//
// It is built on package gateway, which sends requests to the system's API gateway and knows nothing of BOS: endpoint,
// tokens, TLS, request rate, attempts and retries, error classes, clock. Package bos adds paths, JSON, the meaning of
// BOS's answers and what to do next. [New] makes a [Client] from a gateway client for the endpoint of [Service] and a
// [Config]. A Client is safe for concurrent use; [Client.InTenant] returns a copy that acts for one tenant.
//
// # API versions
//
// BOS has two versions of its API: v1 (CSM 1.2 to 1.5) and v2 (CSM 1.3 and later). [Config.APIVersion] selects one, or
// [APIAuto] has the client detect it on first use. What v1 cannot do is an error that matches errors.ErrUnsupported,
// and no request is made. Each version has its own sessions; the files named *_v1.go and *_v2.go know its JSON.
//
// # Sessions
//
// A session runs one [Operation] on the nodes of a session template. [Client.Check] and [Client.Session],
// [Client.ListSessions], [Client.SessionStatus], [Client.DeleteSession] and [Client.CancelSession] correspond to
// single steps; the promise of this package, that an operation runs once, is kept by these methods:
//
//   - [Client.StartSession] starts a session exactly once. When the answer to the POST is lost it looks the session up
//     before it repeats the POST (v2), or identifies it among the new sessions and never repeats the POST (v1).
//   - [Client.WaitForSession] polls the session until it is settled. A single 404 is not an absence: several in a row
//     over at least 35 s are.
//   - [Client.WaitForOutcome] returns the [Outcome], the numbers of nodes that succeeded, failed or were held.
//     [Client.WaitForNodes] returns it after BOS has deleted the session's record.
//   - [Judge] decides, from the session and its outcome, on the one [Verdict].
//
// # Errors
//
// A request that fails returns a *[gateway.Error]. It matches gateway.ErrNotFound, gateway.ErrConflict,
// gateway.ErrUnauthorized, gateway.ErrUnavailable or gateway.ErrAmbiguous (a request that BOS may have carried out). An
// input that BOS could never accept is a *[gateway.InputError], and no request is made. This package adds errors that
// say what is known about a session:
//
//   - [ConflictError]: another session has the name. [NameHeldError]: this client has used the name already.
//   - [NotStartedError], [DatabaseError]: nothing was started. [UnresolvedError]: it is not known.
//   - [WaitError]: the context ended while the client waited.
//   - [NodesUnknownError], [ErrNodesUnknown]: the outcome cannot be determined. [ErrFoundAgain]: the record is back.
//   - [VersionError], [NoV1Error]: the API version is not known, or is v1 and does not exist.
//
// Comments name the release and the recording (a .json file) of the real BOS that a rule rests on.
package bos
