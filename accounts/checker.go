package accounts

import "context"

// checker verifies what a client gives against what is stored of a user, with the same work for every name. It
// remembers right passwords.
type checker struct {
	verifier *Verifier
	proofs   *proofs
	match    func(h hash, password string) bool // hash.matches; tests count its calls
}

// newChecker verifies by v; nil is one of its own.
func newChecker(v *Verifier) checker {
	if v == nil {
		v = NewVerifier(VerifierOptions{})
	}
	return checker{verifier: v, proofs: newProofs(), match: hash.matches}
}

// proved says whether the password of a user, who may be nil, is remembered as right. If a certificate is missing, the
// password is verified like any other, because a quick refusal would tell that it is right.
func (k *checker) proved(user *fileUser, c Credentials) bool {
	return user != nil && user.opens(c.Certificate) && k.proofs.holds(c.User, user.hash, c.Password)
}

// verify does one verification for each cost among the dummies, and reports whether the one against own succeeded. An
// own hash without cost is never right.
func (k *checker) verify(dummies []hash, own hash, password string) bool {
	right := false
	for _, dummy := range dummies {
		if dummy.cost == own.cost {
			right = k.match(own, password)
		} else {
			k.match(dummy, password)
		}
		release(dummy.cost)
	}
	return right
}

// opened is the account of a user who has given all credentials asked for so far.
func (k *checker) opened(user *fileUser) *Account {
	account := user.copy()
	if user.wordField != "" {
		account.Confirm = func(ctx context.Context, information string) error { return k.confirm(ctx, user, information) }
	}
	return &account
}

// confirm checks the argument of ACCT. It waits as Authenticate does, with the standing of a user who has given the
// other credentials.
func (k *checker) confirm(ctx context.Context, user *fileUser, information string) error {
	name := user.account.Name + wordProof
	if k.proofs.holds(name, user.word, information) {
		return nil
	}
	done, err := k.verifier.turn(ctx, bestStanding)
	if err != nil {
		return err
	}
	defer done()
	defer release(user.word.cost)
	if !k.match(user.word, information) {
		return ErrRejected
	}
	k.proofs.keep(name, user.word, information)
	return nil
}

// wordProof ends the name that the proof for ACCT is remembered by; no user's name has it.
const wordProof = "\x00"
