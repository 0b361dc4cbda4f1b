"""Does with Python's ftplib what standard input says in JSON, and prints what it was told."""

import ftplib
import json
import socket
import sys


class ImplicitTLS(ftplib.FTP_TLS):
    """Begins TLS with the connection, as people make ftplib do it."""

    def connect(self, host, port, timeout):
        self.host, self.port, self.timeout = host, port, timeout
        bare = socket.create_connection((host, port), timeout)
        self.af = bare.family
        self.sock = self.context.wrap_socket(bare, server_hostname=host)
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()
        return self.welcome


job = json.load(sys.stdin)
kind = ImplicitTLS if job["implicit"] else ftplib.FTP_TLS if job["tls"] else ftplib.FTP
ftp = kind(encoding="utf-8")
ftp.connect(job["host"], int(job["port"]), timeout=30)
ftp.login("alice", "pw")
if job["tls"]:
    ftp.prot_p()
ftp.set_pasv(job["passive"])
ftp.cwd(job["there"])

told = []


def send(command, local, offset=None, skip=0):
    with open(local, "rb") as file:
        file.seek(skip)
        ftp.storbinary(command, file, rest=offset)


for verb, a, b in job["steps"]:
    if verb == "put":
        send("STOR " + b, a)
    elif verb == "get":
        with open(b, "wb") as file:
            ftp.retrbinary("RETR " + a, file.write)
    elif verb == "resume put":
        ftp.voidcmd("TYPE I")
        size = ftp.size(b)
        send("STOR " + b, a, offset=size, skip=size)
    elif verb == "resume get":
        with open(b, "ab") as file:
            ftp.retrbinary("RETR " + a, file.write, rest=file.tell())
    elif verb == "append":
        send("APPE " + b, a)
    elif verb == "rename":
        ftp.rename(a, b)
    elif verb == "remove":
        ftp.delete(a)
    elif verb == "mkdir":
        if ftp.mkd(a) != ftp.pwd().rstrip("/") + "/" + a:
            sys.exit("MKD did not tell the whole name of " + a)
    elif verb == "rmdir":
        ftp.rmd(a)
    elif verb == "names":
        told += ftp.nlst() if a == "." else [name.removeprefix(a + "/") for name in ftp.nlst(a)]
    elif verb == "list":
        for name, facts in ftp.mlsd(a if a != "." else ""):
            if facts["type"] == "dir":
                told.append(name + "/")
            elif facts["type"] == "file":
                told.append(facts["size"] + " " + name)
    else:
        sys.exit("what is " + verb + "?")

ftp.quit()
json.dump(told, sys.stdout)
