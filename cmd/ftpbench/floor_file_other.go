//go:build !linux

package main

import (
	"errors"
	"net"
	"time"
)

// bareFile exists on Linux alone.
type bareFile struct{ net.Conn }

var errLinux = errors.New("the floor needs Linux")

func listenBare(string) (*bareFile, error)                { return nil, errLinux }
func openBare(string, int) (*bareFile, error)             { return nil, errLinux }
func cutEntry([]byte) (name string, rest []byte)          { return "", nil }
func (s *bareFile) at() (int, error)                      { return 0, errLinux }
func (s *bareFile) accept() (*bareFile, error)            { return nil, errLinux }
func (s *bareFile) stop()                                 {}
func (s *bareFile) sendFile(*bareFile) error              { return errLinux }
func (s *bareFile) size() int64                           { return 0 }
func (s *bareFile) entries([]byte) ([]byte, error)        { return nil, errLinux }
func (s *bareFile) look(string) (int64, time.Time, error) { return 0, time.Time{}, errLinux }
