"""One pyftpdlib server on loopback: python3 server.py PORT DIRECTORY CERTIFICATE-AND-KEY

PYFTPDLIB names another of its servers than FTPServer."""
import logging
import os
import sys

from pyftpdlib import servers
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_FTPHandler

port, root, pem = int(sys.argv[1]), sys.argv[2], sys.argv[3]
logging.basicConfig(level=logging.CRITICAL)


class Handler(TLS_FTPHandler):
    authorizer = DummyAuthorizer()
    certfile = pem
    timeout = 3600


Handler.authorizer.add_user("tester", "tester", root, perm="elradfmwMT")
getattr(servers, os.environ.get("PYFTPDLIB", "FTPServer"))(("127.0.0.1", port), Handler).serve_forever()
