package main

import (
	"strings"
	"testing"
)

const explained = `RNTO
    rename it
    RFC 959 4.1.3; spec/ftp.yaml:POS
    A handler answers; it waits for the end of a transfer.
    Its handler is given the state of rename, login.

Needs, in this order:
    logged-in  login=in        else 530
    pending    rename=pending  else 503

Answers:
    530  logged-in  need    Log in first.      -> rename=none
    503  pending    need    RNFR first.        -> rename=none
    501  syntax     syntax  Syntax: {syntax}   -> rename=none
    250  ok         reply   Renamed in {cwd}.  -> rename=none

The shortest dialogue to each answer:
    logged-in
        S: 220 Ready.
        C: RNTO
        S: 530 Log in first.
    pending
        S: 220 Ready.
        C: PASS <user> <password>
        S: 230 Welcome, {user}.
        C: RNTO
        S: 503 RNFR first.
    syntax
        S: 220 Ready.
        C: PASS <user> <password>
        S: 230 Welcome, {user}.
        C: RNFR <from>
        S: 350 Now RNTO.
        C: RNTO unexpected
        S: 501 Syntax: {syntax}
    ok
        S: 220 Ready.
        C: PASS <user> <password>
        S: 230 Welcome, {user}.
        C: RNFR <from>
        S: 350 Now RNTO.
        C: RNTO
        S: 250 Renamed in {cwd}.
`

func TestExplain(t *testing.T) {
	module(t)
	at := position(t, specFile, "RNTO:")
	expect(t, exitOK, strings.Replace(explained, "POS", at, 1), "", "explain", "rnto")
	expect(t, exitFindings, "no session gets to login=out rename=pending\n", "", "explain", "login=out", "rename=pending")
	expect(t, exitError, "", "explain: there is no state of login \"inn\"; there are out, in\n", "explain", "login=inn data=none")
	expect(t, exitError, "", "requires at least 1 arg(s), only received 0\n", "explain")
}
