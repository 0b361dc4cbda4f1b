package main

import "example.org/motd/site"

// Handlers answer the commands that this server adds.
type Handlers struct {
	// Message is the message of the day; "" is none.
	Message string
}

var _ site.Handlers = (*Handlers)(nil)
