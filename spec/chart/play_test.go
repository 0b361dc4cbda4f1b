package chart

import (
	"testing"
)

// What stands in the address, and in the dialogue.
const (
	hash       = "location.hash"
	transcript = "portolan.session.transcript()"
	where      = `[...document.querySelectorAll("#where li")].map(e => e.textContent).join("; ")`
	focused    = `((e) => e.dataset.row ?? (e.querySelector(".name") || e).textContent)(document.activeElement)`
)

// row is the selector of an answer, or of what happens by itself, by the row's name.
func (p *tab) row(label string) string {
	p.Helper()
	return `[data-row="` + p.text(`String(portolan.table.rows.findIndex((_, r) => portolan.session.labelOf(r) === `+encode(p.T, label)+`))`) + `"]`
}

// command is the selector of a command in the list.
func (p *tab) command(name string) string {
	p.Helper()
	return `.command[data-command="` + p.text(`String(portolan.table.commands.findIndex(k => k.name === `+encode(p.T, name)+`))`) + `"]`
}

// give clicks a command and one of its answers.
func (p *tab) give(command, name string) {
	p.Helper()
	p.click(p.command(command))
	p.click(".answer" + p.row(command+" "+name))
}

// A session is played with the mouse: the regions move, the dialogue grows, and the address follows.
func testMouse(t *testing.T, b *browser, file string) {
	p := b.open(t, file, "", 1440, 900)
	p.expect(where, "just connected")
	p.give("USER", "need-password")
	p.give("PASS", "in")
	p.expect(where, "login in")
	p.give("PASV", "ok")
	p.give("RETR", "opening-converted")
	p.expect(where, "login in; data passive; transfer opening; running RETR")
	p.expect(`document.querySelector("#running").textContent`, "RETR opening-converted is running")
	p.click(".happening" + p.row("data-opened"))
	p.click(".happening" + p.row("RETR opening-converted.done"))
	p.expect(where, "login in")
	p.expect(hash, "#USER:need-password,PASS:in,PASV:ok,RETR:opening-converted,:data-opened,RETR:opening-converted.done")
	p.expect(transcript, `S: 220 Service ready.
C: USER <user>
S: 331 Password, please.
C: PASS <password>
S: 230 Logged in.
C: PASV
S: 227 Entering Passive Mode (<endpoint>).
C: RETR <path>
S: 150 Opening data connection.
-- data-opened
-- done
S: 226 Transfer complete.
`)
	p.click("#undo")
	p.expect(where, "login in; data passive; transfer busy; running RETR")
	p.click(".step:nth-child(4) .back")
	p.expect(hash, "#USER:need-password,PASS:in")
	p.click("#reset")
	p.expect(hash, "")
	p.expect(where, "just connected")
}

// ABOR ends the transfer before it is answered, and QUIT is answered when the transfer has ended.
func testOrder(t *testing.T, b *browser, file string) {
	const begun = "USER:need-password,PASS:in,EPSV:ok,STOR:opening,:data-opened,"
	p := b.open(t, file, begun+"ABOR:aborted", 1440, 900)
	p.expect(transcript+`.split("\n").slice(-5).join("\n")`, "-- data-opened\nC: ABOR\nS: 426 Transfer aborted.\nS: 226 Abort done.\n")
	p.navigate(file, begun+"QUIT:waiting")
	p.expect(`document.querySelector(".command[aria-current] .name").textContent`, "QUIT")
	p.click(p.command("NOOP"))
	p.expect(`document.querySelector("#answers .quiet").textContent`, "Nothing more is read: the session ends when the transfer does.")
	p.click(".happening" + p.row("STOR opening.done"))
	p.give("QUIT", "bye")
	p.expect(transcript+`.split("\n").slice(-6).join("\n")`, "-- data-opened\nC: QUIT\n-- done\nS: 226 Transfer complete.\nS: 221 Goodbye.\n")
	p.expect(where, "session closed; login in")
	p.expect(`String(document.querySelector("#over").hidden)`, "false")
	p.expect(`String(document.querySelectorAll(".command:not([data-status=closed]), .happening").length)`, "0")
}

// Looking at an answer shows where it would lead; giving it moves the marks and runs along the arrow.
func testDiagrams(t *testing.T, b *browser, file string) {
	const (
		current = `[...document.querySelectorAll(".region")].map(e => e.querySelector(".region-name").textContent + " " + e.querySelector(".state.current text").textContent)`
		next    = `[...document.querySelectorAll(".region .state.next text")].map(e => e.textContent).join()`
		taken   = `[...document.querySelectorAll(".region .arrow.taken")].map(e => e.dataset.from + ">" + e.dataset.to).join()`
	)
	p := b.open(t, file, "USER:need-password", 1440, 900)
	p.expect(current+`.filter(s => s.startsWith("login")).join()`, "login named")
	p.expect(`String(`+current+`.length)`, p.text(`String(portolan.table.regions.length)`))
	p.click(p.command("PASS"))
	p.eval(`document.querySelector('.answer`+p.row("PASS in")+`').focus()`, nil)
	p.expect(next, "in")
	p.expect(taken, "1>3")
	p.eval(`window.tokens = []; new MutationObserver(all => all.forEach(m => m.addedNodes.forEach(n => n.classList?.contains("token") && tokens.push(n))))
		.observe(document.querySelector("#regions"), {childList: true, subtree: true})`, nil)
	p.press("Enter")
	p.wait(`window.tokens.length === 1`)
	p.wait(`document.querySelectorAll(".token").length === 0`)
	p.expect(next, "")
	p.prefer("prefers-reduced-motion", "reduce")
	p.press("u")
	p.expect(`String(window.tokens.length)`, "1")

	p.click(`[data-region="0"] .region-name`)
	p.expect(`document.querySelector("#chosen").textContent`, "session")
	p.expect(`[...document.querySelectorAll("#answers h3")].map(e => e.textContent).slice(0, 3).join("; ")`, "open → closing; open → closed; closing → open")
	p.expect(`document.querySelector(".large .state.current text").textContent`, "open")
	p.click(`#answers button.row`)
	p.expect(`document.querySelector("#chosen").textContent`, "QUIT")
	p.expect(`document.querySelector(".given b").textContent`, "QUIT waiting")
}

// The lines of the spec stand beside the rows, with the RFC.
func testSource(t *testing.T, b *browser, file string) {
	p := b.open(t, file, "USER:need-password,PASS:in", 1440, 900)
	p.expect(`document.querySelector(".given .source").textContent.replace(/ +/g, " ").replace(/^\d+/, "")`,
		"in: &logged-in {code: 230, to: {login: in}, sets: [account, files, cwd]}\n")
	p.click(p.command("MLSD"))
	p.expect(`document.querySelector(".head .rfc").textContent`, "RFC 3659 § 7")
	p.expect(`document.querySelector(".head .rfc").href`, "https://datatracker.ietf.org/doc/html/rfc3659#section-7")
	p.expect(`document.querySelector(".needs").textContent.replace(/ \([^)]*\)/g, "")`, "needs ✓ logged-in✓ protected✗ endpoint")
	p.expect(`document.querySelector(".source > .line b").textContent`, "MLSD")
	p.eval(`document.querySelector(".answer").focus()`, nil)
	p.expect(`String(document.querySelectorAll(".source .line.lit").length > 0)`, "true")
	p.expect(`document.querySelector(".elsewhere").textContent.replace(/^\d+/, "").slice(0, 45)`, "endpoint: {when: {data: [active, passive, els")
}

// Policies and the language of replies are chosen, stand in the address, and are kept with the session.
func testPolicies(t *testing.T, b *browser, file string) {
	p := b.open(t, file, "USER:need-password,PASS:in,RNFR:pending", 1440, 900)
	choose := func(selector, value string) {
		p.eval(`(() => { const s = document.querySelector(`+encode(t, selector)+`); s.value = [...s.options].find(o => o.text === `+encode(t, value)+`).value;
			s.dispatchEvent(new Event("change")); })()`, nil)
	}
	policy := func(name string) string {
		return `#policies [data-policy="` + p.text(`String(portolan.table.policies.findIndex(p => p.name === `+encode(t, name)+`))`) + `"]`
	}
	choose(policy("files"), "read-only")
	p.expect(hash, "#files=read-only,USER:need-password,PASS:in")
	p.expect(`document.querySelector("#toast").textContent`, "with this policy the session ends before RNFR pending")
	choose("#language", "中文")
	p.expect(hash, "#files=read-only,language=zh,USER:need-password,PASS:in")
	p.expect(transcript, "S: 220 服务就绪。\nC: USER <user>\nS: 331 请输入密码。\nC: PASS <password>\nS: 230 登录成功。\n")
	p.expect(`[...document.querySelectorAll("#policies .set")].map(s => s.selectedOptions[0].text).join()`, "read-only,中文")
	p.reload()
	p.wait(`window.portolan.session.steps.length === 2`)
	p.expect(hash, "#files=read-only,language=zh,USER:need-password,PASS:in")
}

// What the connection decides is chosen beside the policies: a session over IPv6 begins as one, stands so in its
// address, and is played as one.
func testFamily(t *testing.T, b *browser, file string) {
	p := b.open(t, file, "family=ipv6,USER:need-password,PASS:in,PASV:ipv6", 1440, 900)
	p.expect(where, "login in; family ipv6")
	p.expect(hash, "#family=ipv6,USER:need-password,PASS:in,PASV:ipv6")
	p.expect(transcript+`.split("\n").slice(-3).join("\n")`, "C: PASV\nS: 501 PASV is for IPv4; use EPSV.\n")
	p.expect(`document.querySelector("#policies [data-begins]").selectedOptions[0].text`, "ipv6")
	p.eval(`(() => { const s = document.querySelector("#policies [data-begins]"); s.value = "0"; s.dispatchEvent(new Event("change")); })()`, nil)
	p.expect(hash, "#USER:need-password,PASS:in")
	p.expect(`document.querySelector("#toast").textContent`, "with this connection the session ends before PASV ipv6")
	p.give("PASV", "ok")
	p.expect(where, "login in; data passive")
}

// A region tells how long it lasts and what ends that, and an answer how it ends where its lines break off.
func testLifetimes(t *testing.T, b *browser, file string) {
	p := b.open(t, file, "USER:need-password,PASS:in", 1440, 900)
	region := func(name string) string {
		return `[data-region="` + p.text(`String(portolan.table.regions.findIndex(r => r.name === `+encode(t, name)+`))`) + `"] .region-name`
	}
	const lasts = `[...document.querySelectorAll("#answers .lasts")].map(e => e.textContent).join(" ")`
	p.click(region("pbsz"))
	p.expect(lasts+`.slice(0, 33)`, "Lasts for protection: until CCC; ")
	p.click(region("session"))
	p.expect(lasts, "Lasts for session: until its end.")
	p.click(p.command("STAT path"))
	p.expect(`String([...document.querySelectorAll(".answer .notes")].some(e => e.textContent.includes("it ends with: Incomplete: the listing stopped.")))`, "true")
}

// A link whose session is not possible is followed as far as it goes, and says so.
func testLinks(t *testing.T, b *browser, file string) {
	p := b.open(t, file, "USER:need-password,RETR:opening,PASS:in", 1440, 900)
	p.expect(hash, "#USER:need-password")
	p.expect(`document.querySelector("#toast").textContent`, "the link goes no further: RETR opening is not possible here")
	p.eval(`location.hash = "USER:need-password,<b>:x"`, nil)
	p.wait(`document.querySelector("#toast").textContent.includes("<b>:x")`)
	p.expect(hash, "#USER:need-password")
	p.eval(`location.hash = "TYPE+A:logged-in"`, nil)
	p.wait(`portolan.session.steps.length === 1 && document.querySelector("#dialogue").textContent.includes("TYPE A")`)
	p.expect(hash, "#TYPE+A:logged-in")
	p.expect(`document.querySelector("#said").getAttribute("aria-live")`, "polite")
}
