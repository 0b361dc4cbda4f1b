"""Stores or fetches files with Python's ftplib, over one control connection.

Arguments: host, port, version of TLS (1.2 or 1.3), put or get, which TLS session data connections offer ("none", as
ftplib does by itself; "control", which is OpenSSL's for the control connection; "once", each used once), and names.
"""

import ftplib
import ssl
import sys

host, port, version, verb, offer = sys.argv[1:6]


class Resuming(ftplib.FTP_TLS):
    """Offers a TLS session on data connections."""

    latest = None

    def ntransfercmd(self, cmd, rest=None):
        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        if offer == "none":
            return self.context.wrap_socket(conn, server_hostname=self.host), size
        session = self.sock.session
        if offer == "once" and self.latest:
            session = self.latest
        secured = self.context.wrap_socket(conn, server_hostname=self.host, session=session)
        if not secured.session_reused:
            sys.exit("a data connection did not resume")
        return secured, size

    def end(self, conn):
        """Ends TLS, which forgets the session: what is below it does not."""
        below, before = conn._sslobj, conn.session
        conn.unwrap()
        self.latest = below.session
        if offer == "once" and version == "1.3" and verb == "put" and before.id == self.latest.id:
            sys.exit("an upload brought no new session")


ftp = Resuming(encoding="utf-8")
ftp.context.minimum_version = ftp.context.maximum_version = getattr(ssl.TLSVersion, "TLSv" + version.replace(".", "_"))
ftp.connect(host, int(port), timeout=30)
ftp.login("alice", "pw")
ftp.prot_p()
ftp.voidcmd("TYPE I")
if ftp.sock.version() != "TLSv" + version:
    sys.exit(ftp.sock.version())
for name in sys.argv[6:]:
    if verb == "put":
        conn, _ = ftp.ntransfercmd("STOR " + name)
        with conn:
            with open(name, "rb") as file:
                conn.sendfile(file)
            ftp.end(conn)
    else:
        conn, _ = ftp.ntransfercmd("RETR " + name)
        with conn, open(name, "wb") as file:
            while data := conn.recv(8192):
                file.write(data)
            ftp.end(conn)
    ftp.voidresp()
ftp.quit()
