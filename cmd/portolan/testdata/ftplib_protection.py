"""Changes the protection of a session's connections with Python's ftplib, and downloads f each time."""

import ftplib
import sys

host, port = sys.argv[1:]
with open("f", "rb") as file:
    want = file.read()

ftp = ftplib.FTP_TLS(encoding="utf-8")
ftp.connect(host, int(port), timeout=30)
ftp.login("alice", "pw")


def fetch(when):
    got = []
    ftp.retrbinary("RETR f", got.append)
    if b"".join(got) != want:
        sys.exit("the file is another one: " + when)


ftp.prot_p()
fetch("PROT P")
ftp.prot_c()
fetch("PROT C")
ftp.prot_p()
fetch("PROT P again")
ftp.ccc()
if ftp.pwd() != "/":
    sys.exit("PWD in the clear")
fetch("PROT P behind CCC")
with open("f", "rb") as file:
    ftp.storbinary("STOR g", file)
if not ftp.sendcmd("REIN").startswith("220 ") or not ftp.sendcmd("USER alice").startswith("331 "):
    sys.exit("REIN in the clear")
ftp.quit()
