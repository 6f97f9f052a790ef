// Package gocache layers a user's build cache over one that many users share and none of them can write.
//
// Go's own cache cannot be shared like that: a go command that may not write its cache fails in some builds (those of
// tests among them), and one that may write it deletes after five days what it has not used. So the go command is
// given a program that keeps the cache, as its variable GOCACHEPROG allows: [Serve] speaks that protocol (documented in
// cmd/go/internal/cacheprog of Go's source), [Layers] finds and stores. Both layers have the layout of Go's own
// cache, so that the shared one is filled by an ordinary build.
package gocache
